"""The crash gate is a package of its own (`crash`), so that `make crash` and the tests import the same."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
