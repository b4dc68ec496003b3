"""The page of the practice centre: what it received and what is wrong in it. Plain HTML, everything escaped."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from typing import Any

from kiosk_app.practice.centre import audit
from kiosk_app.practice.centre.defaults import PRACTICE_CODE
from kiosk_app.practice.centre.desk import Desk
from kiosk_app.practice.centre.state import ratings

LATEST_RATINGS = 50
LATEST_HEARTBEATS = 10
LATEST_DUTY_CALLS = 20
MOST_FINDINGS = 100
REFRESH_SECONDS = 5
CONTENT_POLICY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
STYLE = (
    "body{font:15px/1.5 sans-serif;margin:1.5em;color:#222}table{border-collapse:collapse;margin:.5em 0 1.5em}"
    "th,td{border:1px solid #bbb;padding:.25em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere;"
    "max-width:28em}th{background:#eef}.bad{color:#a00}.quiet{color:#666}"
)

_WORDS = {
    "zh-CN": {
        "title": "练习用评价中心",
        "what": "本页供培训使用：它显示评价内容并打开密封的文字。真实的中心不会这样做。",
        "other": "English",
        "code": "注册码（可反复使用）",
        "faults": "正在模拟的故障",
        "none": "无",
        "devices": "终端",
        "device": "终端号",
        "epoch": "纪元",
        "model": "型号",
        "since": "注册时间",
        "key": "密钥",
        "wrong": "有什么不对",
        "nothing": "没有发现问题。",
        "more": "还有更多，见 state.json。",
        "kind": "类别",
        "detail": "说明",
        "at": "时间",
        "ratings": "最新评价",
        "seq": "序号",
        "level": "等级",
        "case": "办件",
        "window": "窗口",
        "tapped": "评价时间",
        "received": "收到时间",
        "reasons": "指标",
        "text": "文字",
        "receipt": "回执",
        "tries": "次数",
        "duty_calls": "呼叫值班经理",
        "called": "呼叫时间",
        "rating": "评价号",
        "invitations": "邀请结果",
        "state": "状态",
        "count": "数量",
        "heartbeats": "最新心跳",
        "unsent": "未送",
        "parked": "搁置",
        "pad": "评价器",
        "problems": "问题",
        "refused": "退回的评价",
        "named": "实名",
        "incomplete": "未选完",
    },
    "en": {
        "title": "Practice centre",
        "what": "For training: this page shows ratings and opens sealed texts. A real centre would not.",
        "other": "中文",
        "code": "Enrolment code (may be used many times)",
        "faults": "Faults being practised",
        "none": "none",
        "devices": "Devices",
        "device": "Device",
        "epoch": "Epoch",
        "model": "Model",
        "since": "Enrolled",
        "key": "Keys",
        "wrong": "What is wrong",
        "nothing": "Nothing was found.",
        "more": "There is more: see state.json.",
        "kind": "Kind",
        "detail": "Detail",
        "at": "At",
        "ratings": "Latest ratings",
        "seq": "Number",
        "level": "Level",
        "case": "Case",
        "window": "Window",
        "tapped": "Tapped",
        "received": "Received",
        "reasons": "Indicators",
        "text": "Text",
        "receipt": "Receipt",
        "tries": "Tries",
        "duty_calls": "Calls for the duty manager",
        "called": "Called",
        "rating": "Rating",
        "invitations": "Invitations",
        "state": "State",
        "count": "Count",
        "heartbeats": "Latest heartbeats",
        "unsent": "Unsent",
        "parked": "Parked",
        "pad": "Pad",
        "problems": "Problems",
        "refused": "Refused ratings",
        "named": "named",
        "incomplete": "incomplete",
    },
}
_LEVELS = {
    "zh-CN": {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"},
    "en": {5: "Very satisfied", 4: "Satisfied", 3: "Fairly satisfied", 2: "Dissatisfied", 1: "Very dissatisfied"},
}


def page_language(asked: str | None, accepted: str) -> str:
    """The page's language: as asked for in the address, else as the browser prefers, else Chinese."""
    if asked in _WORDS:
        return str(asked)
    return "en" if accepted.strip().lower().startswith("en") else "zh-CN"


def page(desk: Desk, language: str) -> str:
    """The whole page in one of the two languages."""
    words = _WORDS[language]
    other = "en" if language == "zh-CN" else "zh-CN"
    faults = ", ".join(f"{name}={p:g}" for name, p in desk.faults.probabilities.items()) or words["none"]
    return "".join(
        (
            f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">',
            f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}">',
            f"<title>{words['title']}</title><style>{STYLE}</style></head><body>",
            f"<h1>{words['title']}</h1>",
            f'<p class="quiet">{words["what"]} <a href="?lang={other}">{words["other"]}</a></p>',
            f"<p>{words['code']}: <b>{PRACTICE_CODE}</b> · {words['faults']}: {_safe(faults)}</p>",
            _devices(desk, words),
            _wrong(desk, words),
            _refused(desk, words),
            _ratings(desk, words, language),
            _duty_calls(desk, words),
            _invitations(desk, words),
            _heartbeats(desk, words),
            "</body></html>",
        )
    )


def _safe(value: Any) -> str:
    """Any value as text that HTML cannot misunderstand."""
    shown = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return html.escape(shown.encode("utf-8", "replace").decode("utf-8"), quote=True)


def _table(title: str, names: Iterable[str], rows: Iterable[Iterable[Any]], empty: str) -> str:
    body = "".join("<tr>" + "".join(f"<td>{_safe(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    if not body:
        return f'<h2>{title}</h2><p class="quiet">{empty}</p>'
    head = "".join(f"<th>{name}</th>" for name in names)
    return f"<h2>{title}</h2><table><tr>{head}</tr>{body}</table>"


def _devices(desk: Desk, words: dict[str, str]) -> str:
    rows = [
        (
            row["device_id"],
            row["epoch"],
            f"{row['model']} · {row['hardware_id']} · {row['app_version']}",
            row["enrolled_at"],
            ", ".join(
                f"{key['app_key']} {key['state']}"
                for key in desk.store.rows("SELECT * FROM keys WHERE device_id = ?", row["device_id"])
            ),
        )
        for row in desk.store.rows("SELECT * FROM devices ORDER BY enrolled_at DESC")
    ]
    names = (words[name] for name in ("device", "epoch", "model", "since", "key"))
    return _table(words["devices"], names, rows, words["none"])


def _wrong(desk: Desk, words: dict[str, str]) -> str:
    found = audit.findings(desk.store)
    rows = [(finding.kind, finding.device_id, finding.detail, finding.at) for finding in found[:MOST_FINDINGS]]
    names = (words[name] for name in ("kind", "device", "detail", "at"))
    more = f"<p>{words['more']}</p>" if len(found) > MOST_FINDINGS else ""
    return _table(words["wrong"], names, rows, words["nothing"]) + more


def _refused(desk: Desk, words: dict[str, str]) -> str:
    rows = [
        (row["device_id"], row["outcome"], row["msg"], row["at"], row["times"])
        for row in desk.store.rows("SELECT * FROM refused ORDER BY at DESC LIMIT ?", LATEST_RATINGS)
    ]
    names = (words[name] for name in ("device", "state", "detail", "at", "tries"))
    return _table(words["refused"], names, rows, words["none"])


def _ratings(desk: Desk, words: dict[str, str], language: str) -> str:
    rows = []
    for entry in reversed(ratings(desk, LATEST_RATINGS)):
        rating = entry["rating"]
        level = f"{rating['satisfaction']} {_LEVELS[language][rating['satisfaction']]}"
        marks = [words["incomplete"]] * (not rating["detailComplete"])
        marks += [words["named"]] * (rating["anonymityFlag"] == "2")
        case = "" if rating["projectNo"] is None else f"{rating['projectNo']} / {rating['serviceNumber']}"
        text = rating["writingEvaluation"] or entry["opened"] or entry["unopenedBecause"]
        rows.append(
            (
                f"{rating['deviceId']} {rating['epoch']}:{rating['deviceSeq']}",
                " · ".join((level, *marks)),
                case or rating["target"],
                f"{rating['hallCode'] or ''} {rating['winNo'] or ''}",
                rating["assessTime"],
                entry["receivedAt"],
                " ".join(rating["evalDetail"]),
                text,
                entry["receiptNo"] or entry["outcome"],
                entry["tries"],
            )
        )
    names = ("seq", "level", "case", "window", "tapped", "received", "reasons", "text", "receipt", "tries")
    return _table(words["ratings"], (words[name] for name in names), rows, words["none"])


def _duty_calls(desk: Desk, words: dict[str, str]) -> str:
    rows = []
    query = "SELECT * FROM reports WHERE kind = 'duty-call' ORDER BY rowid DESC LIMIT ?"
    for row in desk.store.rows(query, LATEST_DUTY_CALLS):
        call = json.loads(row["body"])
        window = f"{call['hallCode'] or ''} {call['winNo'] or ''}"
        rows.append((row["device_id"], window, call["at"], row["at"], call["ratingId"]))
    names = (words[name] for name in ("device", "window", "called", "received", "rating"))
    return _table(words["duty_calls"], names, rows, words["none"])


def _invitations(desk: Desk, words: dict[str, str]) -> str:
    query = "SELECT json_extract(body, '$.state') AS state, count(*) AS n FROM reports WHERE kind = ? GROUP BY 1"
    rows = [(row["state"], row["n"]) for row in desk.store.rows(query, "invitation")]
    return _table(words["invitations"], (words["state"], words["count"]), rows, words["none"])


def _heartbeats(desk: Desk, words: dict[str, str]) -> str:
    rows = []
    for row in desk.store.rows("SELECT * FROM heartbeats ORDER BY number DESC LIMIT ?", LATEST_HEARTBEATS):
        beat = json.loads(row["body"])
        members = (beat.get(name) for name in ("epoch", "lastSeq", "unsent", "parked", "pad", "problems"))
        rows.append((row["device_id"], row["at"], *members))
    names = ("device", "at", "epoch", "seq", "unsent", "parked", "pad", "problems")
    return _table(words["heartbeats"], (words[name] for name in names), rows, words["none"])
