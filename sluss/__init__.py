VERSION = "0.1.0"  # what pyproject.toml and a backup's manifest say
