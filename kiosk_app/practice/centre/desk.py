"""What the centre knows and keeps besides the ratings: its configuration, forms, cases, and what devices report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kiosk_app.practice.centre import boxes, defaults
from kiosk_app.practice.centre.answers import Wall, rfc3339
from kiosk_app.practice.centre.canonical import has_lone_surrogate
from kiosk_app.practice.centre.faults import Faults
from kiosk_app.practice.centre.registry import Registry
from kiosk_app.practice.centre.store import MOST_HEARTBEATS, Store

KEY_ID = "practice-a"


class Desk:
    """Everything the endpoints and the page ask; `wall` is the machine's clock, which the practice may set off."""

    def __init__(self, store: Store, faults: Faults, wall: Wall, overrides: Mapping[str, Any]) -> None:
        self.store = store
        self.faults = faults
        self.clock_offset_seconds = 0.0
        self._wall = wall
        self.registry = Registry(store, self.now)
        self._settle_in(overrides)

    def now(self) -> float:
        """Seconds since 1970 by the centre's clock."""
        return self._wall() + self.clock_offset_seconds

    def _settle_in(self, overrides: Mapping[str, Any]) -> None:
        with self.store.transaction() as db:
            if self.store.row("SELECT 1 FROM sealing_keys") is None:
                db.execute("INSERT INTO sealing_keys VALUES (?, ?)", (KEY_ID, boxes.new_secret()))
                for case in defaults.cases():
                    self.keep_case(case)
                self.keep_form(defaults.form())
            if self.store.setting("configuration") is None:
                key = boxes.public_part(KEY_ID, self.secrets()[KEY_ID])
                self.store.keep_setting("configuration", defaults.configuration(key))
            present = self.configuration()
            if any(name not in present or present[name] != value for name, value in overrides.items()):
                self.change_configuration(overrides)

    def secrets(self) -> dict[str, str]:
        """The private keys that open boxes, by key id."""
        return {row["key_id"]: row["secret"] for row in self.store.rows("SELECT * FROM sealing_keys")}

    def configuration(self) -> Any:
        """The configuration in force: an object, or whatever else the practice put there."""
        return self.store.setting("configuration")

    def change_configuration(self, members: Mapping[str, Any]) -> None:
        """Puts these members over the present ones and raises the version, unless it is among them."""
        with self.store.transaction():
            present = self.configuration()
            number = (self.store.setting("configurations") or 1) + 1
            self.store.keep_setting("configurations", number)
            changed = {
                **(present if isinstance(present, dict) else {}),
                "configVersion": f"practice.{number}",
                **members,
            }
            self.store.keep_setting("configuration", changed)

    def put_configuration(self, value: Any) -> None:
        """Puts any JSON value in the configuration's place, as it is: for practising with a useless one."""
        self.store.keep_setting("configuration", value)

    def _configured(self, *path: str) -> Any:
        value = self.configuration()
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def version(self) -> Any:
        """The configVersion in force, or None."""
        return self._configured("configVersion")

    def sealing_key(self) -> Any:
        """The sealing key handed out, or None."""
        return self._configured("sealingKey")

    def hall_code(self) -> str:
        """The hall's code, "" where there is none."""
        return str(self._configured("binding", "hallCode") or "")

    def answer_within(self) -> int:
        """Working days until an answer is due."""
        days = self._configured("answerWithinWorkingDays")
        return days if isinstance(days, int) and 0 <= days <= 100 else 5  # the scheme's five

    def keep_form(self, form: Mapping[str, Any]) -> None:
        """Keeps a form under its version."""
        with self.store.transaction() as db:
            db.execute("INSERT OR REPLACE INTO forms VALUES (?, ?)", (str(form["version"]), json.dumps(form)))

    def form(self, version: str) -> dict[str, Any] | None:
        """The form of that version, or None."""
        if has_lone_surrogate(version):
            return None
        row = self.store.row("SELECT body FROM forms WHERE version = ?", version)
        return json.loads(row["body"]) if row else None

    def keep_case(self, case: Mapping[str, Any]) -> None:
        """Keeps a case. `"missing": true` in it means: it has not arrived yet."""
        with self.store.transaction() as db:
            db.execute("INSERT OR REPLACE INTO cases VALUES (?, ?)", (case["projectNo"], json.dumps(case)))

    def case(self, project_no: str) -> dict[str, Any] | None:
        """The case as a kiosk sees it, its steps with what was rated; None where there is none (yet)."""
        row = self.store.row("SELECT body FROM cases WHERE project_no = ?", project_no)
        kept: dict[str, Any] = json.loads(row["body"]) if row else {"missing": True}
        if kept.get("missing"):
            return None
        names = ("projectNo", "taskCode", "taskName", "taskType", "orgName", "deptCode", "staffNo", "applicantMasked")
        steps = [self._step(project_no, step) for step in kept.get("steps", [{"serviceNumber": 1}])]
        return {name: kept.get(name) for name in names} | {"steps": steps}

    def _step(self, project_no: str, step: Mapping[str, Any]) -> dict[str, Any]:
        rated = {
            row["assess_number"]
            for row in self.store.rows(
                "SELECT assess_number FROM ratings WHERE project_no = ? AND service_number = ?",
                project_no,
                step.get("serviceNumber"),
            )
        }
        first = step.get("rated") is True or 1 in rated
        return {
            "serviceNumber": step.get("serviceNumber"),
            "proStatus": step.get("proStatus", "3"),
            "rated": first,
            "canAppend": first and 2 not in rated,
        }

    def keep_report(
        self, kind: str, report_id: str, device_id: str, body: Mapping[str, Any], faults: Sequence[str]
    ) -> str:
        """Keeps an invitation's fate, a settlement or a duty call; `accepted`, `duplicate` or `invalid`."""
        at = rfc3339(self.now())
        if faults:
            self.store.note_trouble(at, kind, device_id, f"{report_id}: {'; '.join(faults)}"[:1000])
            return "invalid"
        with self.store.transaction() as db:
            row = db.execute("SELECT body FROM reports WHERE kind = ? AND id = ?", (kind, report_id)).fetchone()
            if row is None:
                db.execute(
                    "INSERT INTO reports VALUES (?, ?, ?, ?, ?)", (kind, report_id, device_id, at, json.dumps(body))
                )
                return "accepted"
            if json.loads(row["body"]) != body:
                self.store.note_trouble(at, "altered", device_id, f"{kind} {report_id} came again and was not the same")
            return "duplicate"

    def keep_heartbeat(self, device_id: str, body: Mapping[str, Any], faults: Sequence[str]) -> None:
        """Keeps a heartbeat; what is wrong in it is noted, and held against nobody."""
        at = rfc3339(self.now())
        with self.store.transaction() as db:
            db.execute(
                "INSERT INTO heartbeats (device_id, at, body) VALUES (?, ?, ?)", (device_id, at, json.dumps(body))
            )
            db.execute(
                "DELETE FROM heartbeats WHERE number <= (SELECT max(number) FROM heartbeats) - ?", (MOST_HEARTBEATS,)
            )
            if faults:
                self.store.note_trouble(at, "heartbeat", device_id, "; ".join(faults)[:1000])
