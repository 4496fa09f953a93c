"""`python -m sluss.config …` is `sluss …`, for where the command is not on the path."""

from .cli import main

main()
