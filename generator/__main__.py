"""Runs the command line as `python -m generator`, for machines without scripts on the PATH."""

from generator.cli import main

if __name__ == "__main__":
    main()
