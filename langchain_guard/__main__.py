"""`python -m langchain_guard` is the same as `langchain-guard`."""

from langchain_guard.cli import main

if __name__ == "__main__":
    main()
