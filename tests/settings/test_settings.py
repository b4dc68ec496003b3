"""Settings: the order of the layers, where each value came from, and all faults at once."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.commands.config import shown
from kiosk_app.settings import Pad, Printer, Scanner, Settings, UnusableSettings, load, load_file
from kiosk_app.settings.faults import nearest
from kiosk_app.settings.keys import KNOWN, SECTIONS
from kiosk_app.settings.rules import host_and_port, is_loopback


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(tmp_path: Path, text: str = "", **environ: str) -> dict[str, str]:
    """key → saying of every fault of a configuration."""
    with pytest.raises(UnusableSettings) as raised:
        load(write(tmp_path / "kiosk.toml", text), environ=environ)
    return {fault.key: fault.saying for fault in raised.value.faults}


def test_without_a_file_the_defaults_can_be_used(tmp_path: Path) -> None:
    assert load(environ={}, default_file=tmp_path / "none.toml") == Settings()


def test_every_key_of_the_table_is_a_value_and_the_other_way_round() -> None:
    settings, several = Settings(), {"pad": Pad(), "scanner": Scanner()}
    for section, keys in SECTIONS.items():
        value = several[section] if section in several else getattr(settings, section)
        assert set(keys) == set(value._fields)


def test_the_later_layer_wins_and_is_named(tmp_path: Path) -> None:
    config = write(tmp_path / "kiosk.toml", '[ui]\nvolume = 1\nvoice = false\nscreen = 1\nlanguages = ["en"]\n')
    drop_in = write(tmp_path / "kiosk.d" / "50.toml", "[ui]\nvolume = 2\nvoice = true\nscreen = 'a'\n")
    last = write(tmp_path / "kiosk.d" / "60.toml", "[ui]\nscreen = 2\n")
    settings = load(
        config, environ={"HCP_KIOSK_UI__VOLUME": "3", "HCP_KIOSK_UI__VOICE": "no"}, command_line={"ui.volume": "4"}
    )
    assert (settings.ui.volume, settings.ui.voice, settings.ui.screen) == (4, False, "2")
    said = {key: settings.origin(f"ui.{key}") for key in ("volume", "voice", "screen", "languages", "fullscreen")}
    assert said == {
        "volume": "command line",
        "voice": "environment",
        "screen": str(last),
        "languages": str(config),
        "fullscreen": "default",
    }
    assert drop_in.exists()


LAYERS = ("default", "file", "drop-in", "environment", "command line")


@given(said=st.dictionaries(st.sampled_from(LAYERS[1:]), st.integers(0, 100)))
def test_the_last_layer_that_says_a_value_wins(tmp_path_factory: pytest.TempPathFactory, said: dict[str, int]) -> None:
    folder = tmp_path_factory.mktemp("layers")
    texts = {layer: f"[ui]\nvolume = {said[layer]}\n" if layer in said else "" for layer in ("file", "drop-in")}
    config = write(folder / "kiosk.toml", texts["file"])
    drop_in = write(folder / "kiosk.d" / "a.toml", texts["drop-in"])
    environ = {"HCP_KIOSK_UI__VOLUME": str(said["environment"])} if "environment" in said else {}
    line = {"ui.volume": said["command line"]} if "command line" in said else {}
    settings = load(config, environ=environ, command_line=line)
    winner = max(said, key=LAYERS.index, default="default")
    names = {"file": str(config), "drop-in": str(drop_in)}
    assert settings.ui.volume == said.get(winner, 60)
    assert settings.origin("ui.volume") == names.get(winner, winner)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = """
        [device]
        rolle = "hall"
        [central]
        url = "http://10.0.0.1/x"
        ca_file = "nope.pem"
        connect_timeout = true
        [centrl]
        proxy = "x"
        [pad]
        enabled = true
        keys = { 1 = 6 }
        [counter]
        listen = "0.0.0.0:1"
        allowed_origins = ["*"]
        [ui]
        languages = []
    """
    faults = faults_of(tmp_path, text, HCP_KIOSK_UI__VOLUME="loud", HCP_KIOSK_CENTRAL_URL="x")
    assert faults["device.rolle"] == "unknown key; did you mean device.role?"
    assert faults["centrl.proxy"] == "unknown key; did you mean central.proxy?"
    assert faults[""] == "is not read; did you mean HCP_KIOSK_CENTRAL__URL?"
    assert set(faults) == {
        "",
        "device.rolle",
        "central.url",
        "central.ca_file",
        "central.connect_timeout",
        "centrl.proxy",
        "pad.port",
        "pad.keys",
        "counter.listen",
        "counter.allowed_origins",
        "ui.languages",
        "ui.volume",
    }


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[ui\n", ""),
        ("ui = 3", "ui"),
        ("[pads]\nport = 'x'", "pads"),
        ("[[pads]]\nport = 'x'\n[pad]\nport = 'y'", "pad"),
        ("[[pads]]\nport = 'x'\n[[pads]]\nport = 'x'", "pads[1].port"),
        ("[pad]\nport = 'x'\nprofile = 'asci5'", "pad.profile"),
        ("[scanner]\nkind = 'eye'", "scanner.kind"),
        ("[scanner]\nbaud = 9600", "scanner.port"),
        ("[scanner]\nport = 'x'\n[[scanners]]\nport = 'y'", "scanner"),
        ("[[scanners]]\nport = 'x'\n[[scanners]]\nport = 'y'\nbaud = 1", "scanners[1].baud"),
        ("[[scanners]]\nport = 'x'\n[[scanners]]\nport = 'x'", "scanners[1].port"),
        ("[pad]\nport = 'x'\n[scanner]\nport = 'x'", "scanner.port"),
        ("[scanner]\nport = '/dev/x'\n[printer]\nport = 'serial:/dev/x'", "printer.port"),
        ("[printer]\nport = 'lp0'", "printer.port"),
        ("[printer]\nport = 'serial:'", "printer.port"),
        ("[printer]\nport = 'tcp://10.0.0.9'", "printer.port"),
        ("[printer]\nport = 'tcp:10.0.0.9:9100'", "printer.port"),
        ("[printer]\nport = 'tcp://10.0.0.9:0'", "printer.port"),
        ("[printer]\nwidth = 60", "printer.width"),
        ("[printer]\nencoding = 'big5'", "printer.encoding"),
        ("[central]\nurl = 'ftp://x'", "central.url"),
        ("[central]\nurl = 'https://u:p@x/'", "central.url"),
        ("[central]\nurl = 'https://[x/'", "central.url"),
        ("[central]\nproxy = 'proxy:3128'", "central.proxy"),
        ("[central]\nsignature = 'MD5'", "central.signature"),
        ("[central]\nread_timeout = nan", "central.read_timeout"),
        ("[counter]\nlisten = '8787'", "counter.listen"),
        ("[counter]\nlisten = '127.0.0.1:99999'", "counter.listen"),
        ("[queue]\nkeep_days = 0.5", "queue.keep_days"),
        ("[queue]\nkeep_rows = 0", "queue.keep_rows"),
        ("[ui]\nvolume = true", "ui.volume"),
        ("[ui]\nvolume_hours = 30", "ui.volume_hours"),
        ("[ui]\nvolume_hours = { '12-14' = 101 }", "ui.volume_hours"),
        ("[ui]\nvolume_hours = { '12-14' = true }", "ui.volume_hours"),
        ("[ui]\nvolume_hours = { '12-25' = 10 }", "ui.volume_hours"),
        ("[ui]\nvolume_hours = { '18-8' = 0, '7-9' = 10 }", "ui.volume_hours"),
        ("[ui]\nlanguages = ['en', 'en']", "ui.languages"),
        ("[device]\nstate_dir = ''", "device.state_dir"),
        ("[nonsense]\n", "nonsense"),
    ],
)
def test_one_fault(tmp_path: Path, text: str, key: str) -> None:
    assert list(faults_of(tmp_path, text)) == [key]


def test_a_named_file_must_be_there_and_readable(tmp_path: Path) -> None:
    with pytest.raises(UnusableSettings, match="there is no such file"):
        load(tmp_path / "none.toml", environ={})
    (tmp_path / "latin.toml").write_bytes(b'[ui]\nscreen = "\xe4"\n')
    with pytest.raises(UnusableSettings, match="is not UTF-8"):
        load_file(tmp_path / "latin.toml")
    with pytest.raises(UnusableSettings, match="cannot be read"):
        load_file(tmp_path)


def test_files_in_pairs_and_relative_to_the_file(tmp_path: Path) -> None:
    for name in ("cert.pem", "key.pem"):
        write(tmp_path / name, "")
    text = "[counter]\nlisten = '0.0.0.0:8787'\ntls_cert = 'cert.pem'\n"
    assert set(faults_of(tmp_path, text)) == {"counter.listen"}
    settings = load(write(tmp_path / "kiosk.toml", text + "tls_key = 'key.pem'\n"), environ={})
    assert settings.counter.tls_key == str(tmp_path / "key.pem")
    assert set(faults_of(tmp_path, "[central]\nclient_key = 'key.pem'\n")) == {"central.client_cert"}


def test_the_environment_reads_lists_and_tables_both_ways() -> None:
    environ = {
        "HCP_KIOSK_PAD__PORT": "/dev/ttyUSB0",
        "HCP_KIOSK_PAD__KEYS": "1=5, 5=1",
        "HCP_KIOSK_UI__LANGUAGES": "en, zh-CN",
        "HCP_KIOSK_UI__VOLUME_HOURS": "12-14=30, 18-8=0",
        "HCP_KIOSK_CENTRAL__READ_TIMEOUT": "2.5",
        "HCP_KIOSK_TOOL": "not ours",
    }
    settings = load(environ=environ, default_file=Path("/nonexistent/kiosk.toml"))
    assert settings.pads == (Pad(port="/dev/ttyUSB0", keys={"1": 5, "5": 1}),)
    assert settings.ui.languages == ("en", "zh-CN")
    assert settings.ui.volume_hours == {"12-14": 30, "18-8": 0}
    assert settings.central.read_timeout == 2.5
    as_json = environ | {"HCP_KIOSK_PAD__KEYS": '{"1": 5, "5": 1}', "HCP_KIOSK_UI__LANGUAGES": '["en", "zh-CN"]'}
    assert load(environ=as_json, default_file=Path("/nonexistent/kiosk.toml")) == settings


@given(word=st.text(string.ascii_letters + "._", max_size=30))
def test_an_unknown_key_always_names_a_known_one(word: str) -> None:
    assert nearest(word, KNOWN) in KNOWN


@given(st.sampled_from(sorted(KNOWN)))
def test_the_nearest_of_a_known_key_is_itself(key: str) -> None:
    assert nearest(key, KNOWN) == key


@given(environ=st.dictionaries(st.sampled_from(sorted(KNOWN)), st.text(max_size=12)))
def test_no_text_in_the_environment_breaks_the_loading(environ: dict[str, str]) -> None:
    names = {f"HCP_KIOSK_{key.replace('.', '__').upper()}": value for key, value in environ.items()}
    try:
        settings = load(environ=names, default_file=Path("/nonexistent/kiosk.toml"))
    except UnusableSettings as unusable:
        settings, faults = None, unusable.faults
    else:
        faults = ()
    assert all(fault.saying for fault in faults)
    assert settings is None or all(settings.origin(key) == "environment" for key in environ)


def test_a_path_in_the_home_of_nobody(tmp_path: Path) -> None:
    with pytest.raises(UnusableSettings) as unusable:
        load(environ={"HCP_KIOSK_CENTRAL__CA_FILE": "~nobody-here/ca.pem"}, default_file=tmp_path / "none.toml")
    (fault,) = unusable.value.faults
    assert (fault.key, fault.saying) == (
        "central.ca_file",
        "the home of a user who is not here: write the whole path",
    )


def test_addresses() -> None:
    assert host_and_port("[::1]:0") == ("::1", 0)
    assert host_and_port("localhost:8787") == ("localhost", 8787)
    for wrong in ("", ":1", "::1:1", "x", "x:", "x:y", "x:٣", "x:65536"):
        with pytest.raises(ValueError, match="must be"):
            host_and_port(wrong)
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.9.9.9", "::1")))
    assert not any(map(is_loopback, ("10.0.0.1", "localhost.example.cn", "0.0.0.0", "::")))


def test_the_shipped_configuration_can_be_used_and_shows_every_key() -> None:
    shipped = Path(__file__).parents[2] / "packaging" / "kiosk.toml"
    assert load_file(shipped) == Settings()
    text = shipped.read_text(encoding="utf-8")
    section, shown = "", set()
    for line in text.splitlines():
        bare = line.removeprefix("# ")
        if bare.startswith("["):
            section = bare.split("]")[0].strip("[")
        elif line.startswith("# ") and " = " in bare:
            shown.add(f"{section}.{bare.split(' = ')[0]}")
    assert shown == KNOWN


def test_every_section_is_shown() -> None:
    assert set(shown(Settings())) == set(SECTIONS)


def test_scanners_and_a_printer_are_shown_as_they_are_written(tmp_path: Path) -> None:
    text = "[[scanners]]\nport = 'a'\n[[scanners]]\nport = 'hid://1234:5678'\nkind = 'card'\n"
    text += "[printer]\nport = 'tcp://10.0.0.9:9100'\nwidth = 58\n"
    settings = load(write(tmp_path / "kiosk.toml", text), environ={"HCP_KIOSK_PRINTER__STATUS": "false"})
    assert settings.scanners == (Scanner(port="a"), Scanner(kind="card", port="hid://1234:5678"))
    assert settings.printer == Printer(port="tcp://10.0.0.9:9100", width=58, status=False)
    document = shown(settings)
    assert [entry["port"]["value"] for entry in document["scanners"]] == ["a", "hid://1234:5678"]  # type: ignore[index, call-overload]
    assert "scanner" not in document
    assert load(environ={"HCP_KIOSK_SCANNER__PORT": "b"}, default_file=tmp_path / "none").scanners[0].port == "b"
    assert load(environ={"HCP_KIOSK_PRINTER__WIDTH": "58"}, default_file=tmp_path / "none").printer.width == 58
    for port in ("/dev/usb/lp0", "serial:1a86:7523", "tcp://printer.hall.cn:9100", "tcp://[::1]:9100"):
        assert load(environ={"HCP_KIOSK_PRINTER__PORT": port}, default_file=tmp_path / "none").printer.port == port
