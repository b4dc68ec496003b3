"""The wire whole, under one name: records out, configuration and form in."""

from __future__ import annotations

from kiosk_app.central.faults import RefusedWhole
from kiosk_app.central.satisfaction import LEVEL_OF, NUMBER_OF
from kiosk_app.central.wire_configuration import parse_configuration, parse_sealing_key
from kiosk_app.central.wire_form import parse_form
from kiosk_app.central.wire_rating import clock_record, ending_item, rating_record

__all__ = [
    "LEVEL_OF",
    "NUMBER_OF",
    "RefusedWhole",
    "clock_record",
    "ending_item",
    "parse_configuration",
    "parse_form",
    "parse_sealing_key",
    "rating_record",
]
