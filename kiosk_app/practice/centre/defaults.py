"""What the practice centre knows at first start: one hall, one window, one form, a few invented cases."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import kiosk_app

PRACTICE_CODE = "PRAC-TICE"  # always valid, as often as wanted: every use makes a new device
FORM_VERSION = "2020-05"
NOTICES = Path(__file__).parent / "notices"  # drawn by packaging/draw-notices
NOTICE_SECONDS = 8


def configuration(sealing_key: dict[str, str] | None) -> dict[str, Any]:
    """The data of `GET /device/config` at first start."""
    return {
        "configVersion": "practice.1",
        "binding": {
            "hallCode": "YB01",
            "hallName": "渝北区政务服务中心",
            "areaCode": "500112000000",
            "deptCode": "11500112000000000Y",
            "orgName": "渝北区公安分局",
            "winNo": "07",
            "winName": "户政综合窗口",
        },
        "role": "counter",
        "languages": ["zh-CN", "en"],
        "timeouts": {"invitation": 60, "detail": 45, "thanks": 4},
        "undoSeconds": 3,
        "form": {"version": FORM_VERSION, "url": f"form/{FORM_VERSION}"},
        "heartbeatSeconds": 30,  # a tenth of the usual: who practises does not wait five minutes for a change
        "sealingKey": sealing_key,
        "consent": {
            "version": "1",
            "text": {
                "zh-CN": "您留下的姓名和联系方式将加密后送交评价管理部门，仅用于核实和答复。"
                "只有您选择实名评价，才会告知被评价的单位；否则不告知被评价的窗口和人员。",
                "en": "Your name and contact are encrypted and go to the evaluation office, to check and to answer. "
                "The unit you rated learns who rated it only if you choose to be named; "
                "otherwise neither the window nor its staff do.",
            },
        },
        "dutyCall": True,
        "answerWithinWorkingDays": 5,
        "ratingPage": "https://hcp.example.invalid/r/{token}",
        "targets": [{"kind": "window", "code": "07", "name": "户政综合窗口"}],
        "notices": notices(),
        "published": {
            "period": "2026-10",
            "unit": "渝北区政务服务中心",
            "counts": {"5": 912, "4": 201, "3": 40, "2": 6, "1": 3},
        },
    }


def notices() -> list[dict[str, Any]]:
    """The sample notices that `GET /media/{name}` serves."""
    return [
        {
            "id": path.stem,
            "kind": "image",
            "url": f"media/{path.name}",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "seconds": NOTICE_SECONDS,
        }
        for path in (NOTICES / f"{name}.png" for name in ("guide", "hours", "first"))
    ]


def cases() -> list[dict[str, Any]]:
    """Invented cases that can be looked up; any other number may be rated as well."""
    common = {
        "taskCode": "11500112000000000Y4000109001000",
        "taskType": "07",
        "orgName": "渝北区公安分局",
        "deptCode": "11500112000000000Y",
        "staffNo": "0731",
    }
    return [
        {
            **common,
            "projectNo": "PRAC-2026-0001",
            "taskName": "居民身份证换领",
            "applicantMasked": "张*",
            "steps": [{"serviceNumber": 1, "proStatus": "3"}],
        },
        {
            **common,
            "projectNo": "PRAC-2026-0002",
            "taskName": "户口迁移（市内）",
            "applicantMasked": "李*",
            "steps": [{"serviceNumber": 1, "proStatus": "2"}, {"serviceNumber": 2, "proStatus": "3"}],
        },
    ]


def form() -> dict[str, Any]:
    """The form this product ships, the data of `GET /form/{version}`."""
    # Beside the package in a checkout, inside it where it was installed.
    package = Path(kiosk_app.__file__).parent
    for folder in (package / "_assets", package.parent / "assets"):
        path = folder / "form" / f"{FORM_VERSION}.json"
        if path.is_file():
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return content
    raise FileNotFoundError(f"form/{FORM_VERSION}.json is not installed with the program; install it again")
