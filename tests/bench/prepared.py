"""A house whose terminal has been set up once: enrolled, configured, a clerk signed in."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "flow"))

from house import House  # found by the lines above


@contextmanager
def prepared_house() -> Iterator[House]:
    """Yields with the terminal stopped and its files in place."""
    with tempfile.TemporaryDirectory(prefix="hcp-bench-") as folder:
        times = {"invitation": 600, "detail": 600, "thanks": 0.05}
        house = House(Path(folder), timeouts=times, undoSeconds=0, heartbeatSeconds=300)
        try:
            house.enrol()
            house.start()
            house.sign_in()
            house.stop()
            yield house
        finally:
            house.close()
