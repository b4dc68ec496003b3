"""Layers of settings: where values come from, how each layer is checked by itself, and how they are merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from kiosk_app.settings.faults import Fault, nearest
from kiosk_app.settings.keys import KNOWN, LISTS, PATHS, SECTIONS
from kiosk_app.settings.kinds import Invalid, Kind
from kiosk_app.settings.values import (
    NOTHING,
    Central,
    Counter,
    Device,
    Local,
    Log,
    Pad,
    Printer,
    Queue,
    Scanner,
    Settings,
    Ui,
)

PREFIX = "HCP_KIOSK_"

Entries = tuple[Mapping[str, Any], ...]  # of [[pads]], of [[scanners]]


class Layer(NamedTuple):
    """What one place says: good values only, by "section.key"; `lists` has what it writes several times."""

    origin: str
    values: Mapping[str, Any] = NOTHING
    lists: Mapping[str, Entries] = NOTHING


def files(path: Path, *, required: bool, faults: list[Fault]) -> list[Layer]:
    """The file and the drop-ins of kiosk.d beside it, in the order of their names."""
    drop_ins = sorted(path.parent.glob("kiosk.d/*.toml"))
    first = file(path, required=required, faults=faults)
    return [first, *(file(drop_in, required=True, faults=faults) for drop_in in drop_ins)]


def file(path: Path, *, required: bool, faults: list[Fault]) -> Layer:
    """One TOML file; an unreadable one is one fault."""
    origin = str(path)
    try:
        source = path.read_bytes().decode()
    except FileNotFoundError:
        if required:
            faults.append(Fault("", origin, "there is no such file; name an existing one with --config"))
        return Layer(origin)
    except UnicodeDecodeError:
        faults.append(Fault("", origin, "is not UTF-8 text; save it as UTF-8"))
        return Layer(origin)
    except OSError as error:
        faults.append(Fault("", origin, f"cannot be read: {error.strerror}"))
        return Layer(origin)
    import tomllib  # 15 ms that a machine without a file need not pay

    try:
        document = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault("", origin, f"is not TOML: {error}"))
        return Layer(origin)
    return _checked(document, origin, faults, base=path.parent)


def environment(environ: Mapping[str, str], faults: list[Fault]) -> Layer:
    """HCP_KIOSK_SECTION__KEY. Other names of that prefix are not ours, unless one `_` short of a known key."""
    texts: dict[str, str] = {}
    for name, value in sorted(environ.items()):
        if not name.startswith(PREFIX):
            continue
        word = name.removeprefix(PREFIX).lower()
        section, separator, key = word.partition("__")
        if separator:
            texts[f"{section}.{key}"] = value
            continue
        meant = next((known for known in KNOWN if known.replace(".", "_") == word), None)
        if meant is not None:
            right = PREFIX + meant.replace(".", "__").upper()
            faults.append(Fault("", f"environment {name}", f"is not read; did you mean {right}?"))
    return _read(texts, "environment", faults)


def command_line(values: Mapping[str, object], faults: list[Fault]) -> Layer:
    """Values named on the command line or by a part of the program: text is read as in the environment."""
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    layer = _read(texts, "command line", faults)
    nested: dict[str, Any] = {}
    for key, value in values.items():
        if not isinstance(value, str):
            section, _, name = key.partition(".")
            nested.setdefault(section, {})[name] = value
    other = _checked(nested, "command line", faults, base=None)
    return Layer(layer.origin, {**layer.values, **other.values})


def _read(texts: Mapping[str, str], origin: str, faults: list[Fault]) -> Layer:
    document: dict[str, Any] = {}
    for dotted, value in texts.items():
        section, _, key = dotted.partition(".")
        kind = SECTIONS.get(section, {}).get(key)
        document.setdefault(section, {})[key] = value if kind is None else kind.read(value)
    return _checked(document, origin, faults, base=None)


def _checked(document: Mapping[str, Any], origin: str, faults: list[Fault], *, base: Path | None) -> Layer:
    """The good values of a document; everything else becomes faults that name the nearest known key."""
    good: dict[str, Any] = {}
    lists: dict[str, Entries] = {}
    for section, content in document.items():
        if section in LISTS:
            lists[section] = _checked_list(section, content, origin, faults)
        elif section not in SECTIONS:
            faults.extend(_unknown_section(section, content, origin))
        elif not isinstance(content, dict):
            faults.append(Fault(section, origin, f"is a section: write [{section}] and its keys below"))
        else:
            values = _checked_section(content, SECTIONS[section], f"{section}.", origin, faults)
            good.update({f"{section}.{key}": value for key, value in values.items()})
    for key in PATHS & good.keys():
        # An empty path means none; a home-relative one is written for the user the terminal runs as.
        if good[key]:
            try:
                good[key] = str((base or Path.cwd()) / Path(good[key]).expanduser())
            except RuntimeError:
                del good[key]
                faults.append(Fault(key, origin, "the home of a user who is not here: write the whole path"))
    return Layer(origin, good, lists)


def _unknown_section(section: str, content: object, origin: str) -> Iterable[Fault]:
    names = [*SECTIONS, *LISTS]
    if isinstance(content, dict) and content:
        for key in content:
            dotted = f"{section}.{key}"
            yield Fault(dotted, origin, f"unknown key; did you mean {nearest(dotted, KNOWN)}?")
    else:
        yield Fault(section, origin, f"unknown section; did you mean {nearest(section, names)}?")


def _checked_list(name: str, content: object, origin: str, faults: list[Fault]) -> Entries:
    if not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
        faults.append(Fault(name, origin, f"is a list of sections: write [[{name}]] once for each {LISTS[name]}"))
        return ()
    kinds = SECTIONS[LISTS[name]]
    return tuple(
        _checked_section(entry, kinds, f"{name}[{place}].", origin, faults) for place, entry in enumerate(content)
    )


def _checked_section(
    content: dict[str, Any], kinds: Mapping[str, Kind], prefix: str, origin: str, faults: list[Fault]
) -> dict[str, Any]:
    good: dict[str, Any] = {}
    known = {f"{prefix}{key}" for key in kinds}
    for key, value in content.items():
        dotted = f"{prefix}{key}"
        kind = kinds.get(key)
        if kind is None:
            faults.append(Fault(dotted, origin, f"unknown key; did you mean {nearest(dotted, known | KNOWN)}?"))
            continue
        try:
            good[key] = kind(value)
        except Invalid as error:
            faults.append(Fault(dotted, origin, str(error)))
    return good


def merge(found: Iterable[Layer], faults: list[Fault]) -> Settings:
    """One value of all layers, the later wins, each key remembering who said it."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    several: dict[str, Entries] = {}
    for layer in found:
        values.update(layer.values)
        origins.update(dict.fromkeys(layer.values, layer.origin))
        for name, entries in layer.lists.items():
            several[name] = entries
            origins = {key: who for key, who in origins.items() if not key.startswith(f"{name}[")}
            origins |= {f"{name}[{n}].{key}": layer.origin for n, entry in enumerate(entries) for key in entry}

    def section(name: str) -> dict[str, Any]:
        return {key.partition(".")[2]: value for key, value in values.items() if key.partition(".")[0] == name}

    def entries_of(name: str) -> Entries:
        """What [[name]] says, or its one section, or nothing."""
        single = section(LISTS[name])
        if name in several and single:
            one = LISTS[name]
            key = f"{one}.{next(iter(single))}"
            faults.append(Fault(one, origins[key], f"[{one}] and [[{name}]] exclude each other; keep one of them"))
        return several.get(name, (single,) if single else ())

    return Settings(
        device=Device(**section("device")),
        central=Central(**section("central")),
        pads=tuple(Pad(**entry) for entry in entries_of("pads")),
        scanners=tuple(Scanner(**entry) for entry in entries_of("scanners")),
        printer=Printer(**section("printer")),
        counter=Counter(**section("counter")),
        queue=Queue(**section("queue")),
        ui=Ui(**section("ui")),
        log=Log(**section("log")),
        local=Local(**section("local")),
        origins=MappingProxyType(origins),
    )
