"""The sign-in and invite page in a real browser, by keyboard, as a clerk would use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from caller import Counter

from kiosk_app.core.messages import CleaningAsked, ClerkSignedIn, InvitationReceived
from kiosk_app.core.model import Case, Fate
from kiosk_app.counter import tokens

webdriver = pytest.importorskip("selenium.webdriver", reason="needs the test dependency selenium")
pytestmark = pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("chromedriver")), reason="needs chromium and chromium-driver"
)

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--lang=zh-CN"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}", "--window-size=1280,800"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN"})
    one = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    yield one
    one.quit()


@pytest.fixture
def page(browser: Any, counter: Counter) -> Iterator[Any]:
    browser.get(counter.server.url)
    browser.get_log("browser")
    yield Page(browser, counter)
    errors = [line for line in browser.get_log("browser") if line["source"] not in ("network",)]
    assert not errors, errors


class Page:
    """The page as its user sees it."""

    def __init__(self, browser: Any, counter: Counter) -> None:
        self.browser, self._counter = browser, counter

    def shows(self, element: str) -> bool:
        return bool(self.browser.find_element("id", element).is_displayed())

    def text(self, element: str) -> str:
        return str(self.browser.find_element("id", element).text)

    def until(self, element: str, text: str) -> None:
        self._counter.until(lambda: text in self.text(element))

    def until_shown(self, element: str) -> None:
        self._counter.until(lambda: self.shows(element))

    def keys(self, *keys: str) -> None:
        """Typed wherever the focus is."""
        webdriver.ActionChains(self.browser).send_keys(*keys).perform()

    def focused(self) -> str:
        return str(self.browser.switch_to.active_element.get_attribute("id"))

    def press(self, element: str) -> None:
        self.browser.find_element("id", element).click()

    def photograph(self, name: str) -> None:
        """A picture for people to look at, where one was asked for."""
        if directory := os.environ.get("PAGE_PICTURES"):
            self.browser.save_screenshot(str(Path(directory) / f"{name}.png"))


ENTER, TAB = "\ue007", "\ue004"


def connected(page: Page, counter: Counter) -> None:
    page.until_shown("connect")
    counter.until(lambda: page.focused() == "token")
    page.keys(counter.token, ENTER)
    page.until_shown("clerk")


def test_a_day_at_the_counter_by_keyboard(page: Page, counter: Counter) -> None:
    counter.paired["page"] = tokens.digest("00460021")
    page.until_shown("connect")
    page.photograph("1-connect")
    page.keys("00460022", ENTER)
    page.until("fault", "PIN")
    page.browser.find_element("id", "token").clear()
    page.press("token")
    page.keys("00460021", ENTER)
    page.until_shown("clerk")
    assert not page.shows("fault")
    assert not page.shows("invite-card")
    page.photograph("2-sign-in")
    counter.until(lambda: page.focused() == "staff-no")
    page.keys("0721", TAB, "李敏", ENTER)
    page.until_shown("invite-card")
    event = next(event for event in counter.engine.received if isinstance(event, ClerkSignedIn))
    assert (event.clerk.staff_no, event.clerk.name, event.clerk.stars) == ("0721", "李敏", None)
    page.until("duty-name", "0721")
    counter.until(lambda: page.focused() == "case")
    page.keys("５００１１２-2026-0007", ENTER)  # as a scanner behind an input method types it
    page.until("outcome", "请群众评价")
    assert counter.engine.open is not None
    assert counter.engine.open.case == Case("500112-2026-0007", 1, 1)
    page.photograph("3-invited")
    counter.engine.tell(Fate.SEEN)
    counter.engine.tell(Fate.RATED)
    page.until("outcome", "已评价")
    assert page.focused() == "case"
    page.photograph("4-rated")


def test_the_second_invitation_and_its_refusals(page: Page, counter: Counter) -> None:
    counter.rated.add(Case("OLD", 1, 1))
    connected(page, counter)
    counter.sign_in()
    page.until_shown("invite-card")
    page.press("case")
    page.keys("OLD", ENTER)
    page.until("fault", "已经评价过")
    page.keys("NEW", ENTER)
    page.until("outcome", "NEW")
    assert not page.shows("fault")
    page.keys("THIRD", ENTER)
    page.until("fault", "尚未结束")
    page.photograph("5-busy")
    page.press("take-back")
    page.until("outcome", "已收回")
    assert "NEW" in page.text("recent")


def test_pause_resume_and_sign_out(page: Page, counter: Counter) -> None:
    connected(page, counter)
    page.keys("0721", TAB, "李敏", ENTER)
    page.until_shown("pause")
    page.press("pause")
    counter.until(lambda: counter.engine.paused)
    page.until_shown("resume")
    page.until("duty-state", "暂停")
    page.photograph("6-paused")
    page.press("resume")
    counter.until(lambda: not counter.engine.paused)
    page.until_shown("pause")
    page.press("sign-out")
    counter.until(lambda: counter.engine.clerk is None)
    page.until_shown("sign-in")


def test_cleaning_needs_nobody_signed_in_and_waits_for_a_rating(page: Page, counter: Counter) -> None:
    connected(page, counter)
    page.press("clean")
    page.until("cleaning", "30 秒内触摸无效")
    assert CleaningAsked(ticket=1) in counter.engine.received
    page.photograph("7-cleaning")
    counter.sign_in()
    counter.invited(projectNo="A")
    page.press("clean")
    page.until("fault", "尚未结束")


def test_a_token_lives_in_this_tab_only_and_goes_when_unpaired(page: Page, counter: Counter) -> None:
    connected(page, counter)
    assert page.browser.execute_script("return [localStorage.length, document.cookie, sessionStorage.length]") == [
        0,
        "",
        1,
    ]
    page.browser.refresh()
    page.until_shown("clerk")
    counter.paired.clear()
    page.press("sign-out") if page.shows("sign-out") else page.keys("1", TAB, "x", ENTER)
    page.until_shown("connect")
    assert page.browser.execute_script("return sessionStorage.length") == 0


def test_what_is_shown_is_text_and_never_markup(page: Page, counter: Counter) -> None:
    connected(page, counter)
    counter.sign_in()
    page.until_shown("invite-card")
    page.press("case")
    page.keys("<img src=x onerror=alert(1)>", ENTER)
    page.until("outcome", "<img src=x onerror=alert(1)>")
    assert not page.browser.find_elements("css selector", "main img")


def test_english_and_a_small_tablet(page: Page, counter: Counter) -> None:
    page.until_shown("connect")
    page.press("language")
    page.until("connect", "Connect to the terminal")
    page.press("token")
    page.keys(counter.token, ENTER)
    page.until_shown("clerk")
    counter.sign_in()
    page.until_shown("invite-card")
    page.press("case")
    page.keys("A-1", ENTER)
    page.until("outcome", "the citizen may rate now")
    try:
        for name, size in (("desk", (1280, 800)), ("tablet", (600, 960))):
            page.browser.set_window_size(*size)
            assert page.browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
            page.photograph(f"7-english-{name}")
    finally:
        page.browser.set_window_size(1280, 800)


def test_every_field_has_a_label_and_every_button_a_name(page: Page, counter: Counter) -> None:
    connected(page, counter)
    nameless = page.browser.execute_script(
        "return [...document.querySelectorAll('input, select')].filter(e => !e.labels.length).map(e => e.id)"
        ".concat([...document.querySelectorAll('button')].filter(e => !e.textContent.trim()).map(e => e.id))"
    )
    assert nameless == []


def test_a_terminal_that_goes_away_says_so_and_comes_back(page: Page, counter: Counter) -> None:
    connected(page, counter)
    counter.broken = True
    page.until("terminal-state", "无应答")
    counter.broken = False
    page.until("terminal-state", "暂停服务")


def test_an_invitation_of_another_step(page: Page, counter: Counter) -> None:
    connected(page, counter)
    counter.sign_in()
    page.until_shown("invite-card")
    page.press("case")
    page.keys("A-1", TAB, "\ue009a\ue000", "3", ENTER)
    page.until("outcome", "A-1")
    event = next(event for event in counter.engine.received if isinstance(event, InvitationReceived))
    assert event.invitation.case == Case("A-1", 3, 1)
