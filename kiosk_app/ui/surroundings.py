"""What Qt finds in its environment when it starts: measured choices, and who may have a part in what citizens type."""

from __future__ import annotations

from collections.abc import MutableMapping

# The measured choices, which whoever starts the program may change: the software backend draws a tap in 7 ms on a
# machine without a GPU, where a GPU driver made of software takes 20 and two thirds of a core; no idle time before an
# update takes 5 ms off every frame.
CHOICES = {
    "QT_QUICK_BACKEND": "software",
    "QT_QPA_UPDATE_IDLE_TIME": "0",
    "QT_QUICK_CONTROLS_STYLE": "Basic",
}
# Nobody's to change. The input method is ours, never the desktop's, which would keep what citizens type.
TYPING = {
    "QT_IM_MODULE": "qtvirtualkeyboard",
    # The list that would be asked before the one above.
    "QT_IM_MODULES": "qtvirtualkeyboard",
    # No second keyboard in a window of its own.
    "QT_VIRTUALKEYBOARD_DESKTOP_DISABLE": "1",
}
# Where the Pinyin engine would keep its users' words. Every field says that it is sensitive; should one forget, there
# is no place to write to, and words that somebody left there before us are not found.
NOWHERE = {"XDG_CONFIG_HOME": "/dev/null"}
# The engine's own log names keys.
SILENT = "qt.virtualkeyboard*=false"


def settle(environ: MutableMapping[str, str], *, software: bool = True) -> None:
    """Before the application is made: CHOICES where nothing else is chosen, the rest in any case."""
    for name, value in CHOICES.items():
        if name != "QT_QUICK_BACKEND" or software:
            environ.setdefault(name, value)
    environ.update(NOWHERE)
    settle_typing(environ)


def settle_typing(environ: MutableMapping[str, str]) -> None:
    """The keyboard in the scene and no other; its log says nothing."""
    environ.update(TYPING)
    rules = [rule for rule in environ.get("QT_LOGGING_RULES", "").split(";") if rule and rule != SILENT]
    environ["QT_LOGGING_RULES"] = ";".join([*rules, SILENT])
