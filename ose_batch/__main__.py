"""Lets `python -m ose_batch` and the wrapper `ose` start the command line."""

from ose_batch.cli import main

if __name__ == "__main__":
    main()
