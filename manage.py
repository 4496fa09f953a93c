#!/usr/bin/env python3
"""Django's own entry point; `sluss` is the same with the product's commands."""

from sluss.config.cli import main

if __name__ == "__main__":
    main()
