"""The last good configuration and form: kept on the shelf, replaced only by what can be used as a whole."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from kiosk_app.central.answer import object_of
from kiosk_app.central.faults import RefusedWhole
from kiosk_app.central.sealing import SealingFailed, ensure_usable
from kiosk_app.central.wire_configuration import parse_configuration
from kiosk_app.central.wire_form import parse_form
from kiosk_app.core.model import Configuration, Form
from offline_queue import Shelf
from offline_queue.errors import OutboxError

log = logging.getLogger(__name__)

_CONFIGURATION = "configuration"
_UNREADABLE = "the published results cannot be read and are not shown: tell the centre"


class Wishes:
    """What the centre wants of this device, as last understood. Used by one thread at a time."""

    def __init__(self, shelf: Shelf, shipped_form: bytes, problem: Callable[[str, str | None], None]) -> None:
        self._shelf = shelf
        self._problem = problem
        self.configuration: Configuration | None = None
        self.configuration_etag: str | None = None
        self.form: Form = parse_form(object_of(shipped_form))
        self._from_centre: str | None = None  # version of the form in force, unless that is the shipped one

    def restore(self) -> bool:
        """Take from the shelf what was kept; whether there is a configuration. What is damaged counts as absent."""
        kept = self._shelf.get(_CONFIGURATION)
        data = None if kept is None else object_of(kept[0])
        if kept is None or data is None:
            return False
        try:
            self.configuration = parse_configuration(data)
        except RefusedWhole as refused:
            self._problem("configuration", f"the kept one cannot be used: {refused}")
            return False
        self.configuration_etag = kept[1]
        self._take_kept_form(self.configuration.form_version)
        return True

    def take_configuration(self, data: object, etag: str | None) -> bool:
        """Use and keep a configuration of the centre's; False (and a problem) where it is refused as a whole."""
        try:
            configuration = parse_configuration(data)
            if configuration.sealing_key is not None:
                ensure_usable(configuration.sealing_key)
        except (RefusedWhole, SealingFailed) as refused:
            self._refuse("configuration", str(refused))
            return False
        self._keep(_CONFIGURATION, data, etag)
        self._problem("configuration", None)
        unreadable = configuration.published is None and isinstance(data, dict) and data.get("published") is not None
        self._problem("published", _UNREADABLE if unreadable else None)
        self.configuration, self.configuration_etag = configuration, etag
        self._take_kept_form(configuration.form_version)
        return True

    def wants_form(self) -> bool:
        """Whether the configuration names a form that is neither in force from the centre nor on the shelf."""
        return self.configuration is not None and self.configuration.form_version != self._from_centre

    def take_form(self, data: object, etag: str | None) -> bool:
        """Use and keep a form of the centre's; False (and a problem) where it is refused as a whole."""
        wanted = None if self.configuration is None else self.configuration.form_version
        try:
            form = parse_form(data)
            if form.version != wanted:
                raise RefusedWhole("form", ["version: not the one that the configuration names"])
        except RefusedWhole as refused:
            self._refuse("form", str(refused))
            return False
        self._keep(f"form/{form.version}", data, etag)
        self._problem("form", None)
        self.form, self._from_centre = form, form.version
        return True

    def _take_kept_form(self, version: str) -> None:
        if version == self._from_centre:
            return
        kept = self._shelf.get(f"form/{version}")
        data = None if kept is None else object_of(kept[0])
        if kept is None or data is None:
            return
        try:
            form = parse_form(data)
        except RefusedWhole as refused:
            self._problem("form", f"the kept one cannot be used: {refused}")
            return
        self.form, self._from_centre = form, form.version

    def _keep(self, name: str, data: object, etag: str | None) -> None:
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            self._shelf.put(name, body, etag)
        except OutboxError as error:
            # In force all the same; after a restart the centre is asked again.
            log.error("a wish could not be kept", extra={"wish": name, "error": type(error).__name__})
            self._problem("shelf", "what the centre decided cannot be kept on the disk: is it full?")
        else:
            self._problem("shelf", None)

    def _refuse(self, what: str, why: str) -> None:
        log.warning("refused as a whole, the last good one stays", extra={"wish": what})
        # Every fault, but not a page of them: it travels in each heartbeat.
        self._problem(what, why[:500])
