"""Lets ``python -m pasdedeux`` do what the command ``pasdedeux`` does."""

from __future__ import annotations

import sys

from pasdedeux.cli import main

if __name__ == "__main__":
    sys.exit(main())
