"""`python -m tests.spellings` prints the tables."""

from tests.spellings import markdown

if __name__ == "__main__":
    print(markdown())
