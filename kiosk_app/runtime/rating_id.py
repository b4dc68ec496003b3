"""New ids of ratings: the system's randomness for `core.receipt`."""

from __future__ import annotations

import secrets

from kiosk_app.core.receipt import SEED_BITS, rating_id_of_seed


def new_rating_id() -> str:
    """An id that has a short code."""
    return rating_id_of_seed(secrets.randbits(SEED_BITS))
