"""What CENTRE.md and COUNTER.md say under “Decided here”: each is held by a test, and the test is named here."""

from __future__ import annotations

import ast
import re
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk_app.central.wire_configuration import parse_configuration
from kiosk_app.central.wire_form import parse_form
from kiosk_app.core import messages as m
from kiosk_app.core.messages import Deed, Event, Reply
from kiosk_app.core.model import LEVELS, Case, Fate, Input, Level, Moment
from kiosk_app.core.session import start, step
from kiosk_app.core.states import Choosing, Detailing, Finishing, Releasing
from kiosk_app.core.times import GUARD_SECONDS, WALKED_OFF_SECONDS
from kiosk_app.counter import bodies

TESTS = Path(__file__).parents[1]
KIOSK = "core/test_kiosk.py"
KIOSK_RATING = "core/test_kiosk_rating.py"
KIOSK_LEAVING = "core/test_kiosk_leaving.py"
HOST = "embedded/test_host_application.py"
HERE = "documents/test_contract_decisions.py"
PAGES = "core/test_detail_pages.py"
SESSION = "core/test_session.py"
SESSION_COUNTER = "core/test_session_counter.py"
SESSION_DISK = "core/test_session_disk.py"
TECHNICIAN = "core/test_technician.py"
WAITING = "core/test_waiting_scenes.py"

HELD_BY = {
    "centre": {
        "A sealing key of algorithm SM2 refuses its configuration.": (
            "central/test_wire_parsing.py",
            "test_refused_whole",
        ),
        "The key is tried before the configuration is taken": (
            "central/test_feed.py",
            "test_a_corrupt_configuration_is_refused_whole_and_said",
        ),
        "A form of another version than the configuration names is refused": (
            "central/test_feed.py",
            "test_a_corrupt_form_is_refused_whole_and_said",
        ),
        "data may be null or absent in a success": (
            "central/test_answer.py",
            "test_success_without_data_names_nothing",
        ),
        "No configuration for us (4xx, 5xx) does not stop the heartbeat": (
            "central/test_feed.py",
            "test_one_missing_page_holds_up_nothing",
        ),
        "A heartbeat's answer without lastSeq proves nothing": (
            "central/test_feed.py",
            "test_a_chain_that_is_not_ours",
        ),
        "A carried rating whose number is taken is parked": (
            "offline_queue/test_carriage.py",
            "test_a_number_that_is_taken_parks_theirs_and_asks_for_no_epoch",
        ),
        "The practice centre takes a device's rating from any device it knows": (
            "practice/test_centre_calls.py",
            "test_a_device_carries_another_s_ratings_and_each_chain_is_whole",
        ),
        "The same rating under another identity of the same disk is a duplicate": (
            "practice/test_centre_calls.py",
            "test_the_same_rating_under_another_identity_of_the_same_disk_is_a_duplicate",
        ),
        "An answer that names nothing of what was sent": (
            "offline_queue/test_drain.py",
            "test_only_ids_that_were_sent_are_believed",
        ),
        "A new epoch that was answered with yet another sequence_taken": (
            "offline_queue/test_drain.py",
            "test_a_centre_that_refuses_every_number_is_not_a_tight_loop",
        ),
        "A date in Retry-After is measured from the answer's own Date": (
            "central/test_answer.py",
            "test_a_date_against_the_centres_own",
        ),
        "One Retry-After holds for all calls": (
            "central/test_client.py",
            "test_busy_shuts_the_gate_for_everything",
        ),
        "An id that is named twice with different outcomes": ("central/test_answer.py", "test_named_twice"),
        "Above a backlog of 1,000 every fourth request carries the newest": (
            "offline_queue/test_express.py",
            "test_a_rating_of_today_is_there_within_five_requests",
        ),
        "A time-out halves the next batch": (
            "offline_queue/test_drain.py",
            "test_time_outs_halve_and_a_dead_line_does_not_leave_small_batches_behind",
        ),
        "Budgets of a minute hold back ratings only": (
            "central/test_budget.py",
            "test_a_heartbeat_never_waits_and_is_paid_for",
        ),
        "Twelve failures without any delivery suspect the centre, not the records": (
            "offline_queue/test_lane.py",
            "test_after_a_long_drought_the_suspects_are_whole_batches_again",
        ),
        "A ratingId is a UUID of version 8": ("core/test_receipt.py", "test_there_and_back"),
        "The promised working day counts from the day of the tap in Beijing": (
            "core/test_thanks.py",
            "test_a_clock_that_nobody_vouches_for_names_no_day",
        ),
        "Nothing a citizen types of themselves is kept without consent": (
            PAGES,
            "test_what_is_typed_without_agreement_is_kept_nowhere",
        ),
        "A name is one line of 50 characters, a number 20": ("core/test_typed.py", "test_a_number"),
        "Who calls the duty manager and then takes the level back": (
            PAGES,
            "test_a_call_stands_when_the_level_is_taken_back",
        ),
        "What is kept of a refusal": ("central/test_answer.py", "test_verdicts"),
        "A duty call that comes before the first answered heartbeat hurries it": (
            "central/test_duty_calls.py",
            "test_nothing_is_said_before_the_first_heartbeat_and_that_is_hurried",
        ),
        "A duty call is not kept over a restart": ("central/test_duty_calls.py", "test_the_terminal_ends_meanwhile"),
        "The code for rating by phone is percent-encoded": ("central/test_wire_token.py", "test_an_address"),
        "A centre that refuses codes is asked again after 150 to 300 s": (
            "central/test_phone_code.py",
            "test_a_centre_without_codes_is_asked_slowly",
        ),
        "A notice that cannot be shown refuses no configuration": (
            "central/test_posters.py",
            "test_a_film_is_skipped_and_said",
        ),
        "A notice stands for one second to an hour": ("central/test_wire_notices.py", "test_how_long_one_stands"),
        "Notices' files are not counted in central.kib_per_minute": (
            "central/test_budget.py",
            "test_pictures_take_half_of_the_rate_and_nothing_of_what_was_saved",
        ),
        "What another host answers about a file decides nothing": (
            "central/test_posters.py",
            "test_an_absolute_address_elsewhere_is_not_signed_and_decides_nothing",
        ),
        "A file may take a quarter of an hour": (
            "central/test_client.py",
            "test_a_file_has_more_time_than_an_answer",
        ),
        "A target that cannot be read refuses no configuration": (
            "central/test_wire_parsing.py",
            "test_a_target_that_cannot_be_read_is_left_out_and_none_stands_twice",
        ),
        "A rating of a target says where the terminal stands": (
            "central/test_wire_rating.py",
            "test_a_target_is_named_and_has_no_case",
        ),
        "A case found at a kiosk is rated with its staffNo": (KIOSK_RATING, "test_the_case_s_own_words_go_with_it"),
        "A case's number is 4 to 50 letters, digits, hyphens and underscores": (
            "core/test_numbers.py",
            "test_case_numbers",
        ),
        "A centre that is silent for eight seconds is not waited for": (
            KIOSK,
            "test_nobody_waits_for_longer_than_it_says",
        ),
        "A number read from a paper may be a receipt's": (
            KIOSK,
            "test_what_is_no_case_may_be_a_receipt_of_the_centre_s",
        ),
        "A code with a slip in it is said as such": (
            KIOSK,
            "test_a_slip_in_a_code_of_ours_is_said_as_one_once_the_centre_has_no_such_number",
        ),
        "A rating that is still here is told from here": (
            "central/test_lookups.py",
            "test_what_only_this_terminal_knows",
        ),
        "A duplicate the centre knows by its ratingId was a repetition": (
            "central/test_lookups.py",
            "test_a_repetition_is_told_from_a_case_rated_elsewhere_by_the_centre",
        ),
        "Where the centre names no day": (
            "central/test_lookups.py",
            "test_the_centre_s_word_with_the_day_that_was_promised",
        ),
    },
    "counter": {
        "Host is checked before everything": (
            "counter/test_guard.py",
            "test_a_strangers_host_is_refused_before_anything_else",
        ),
        "PINs": ("counter/test_guard.py", "test_ten_bad_tokens_then_too_many_but_a_good_one_is_served"),
        "An id is answered in lower case with its hyphens": (HERE, "test_a_uuid_in_any_spelling"),
        "Pause and resume with nobody signed in": (SESSION_COUNTER, "test_a_break_of_nobody"),
        "Away from a counter": (SESSION_COUNTER, "test_elsewhere_nobody_need_be_signed_in"),
        "embedded shows itself": (
            "core/test_present.py",
            "test_embedded_stands_aside_until_there_is_something_to_rate",
        ),
        "A host that closes its connection, calls twice or never asks": (
            HOST,
            "test_a_host_that_calls_twice_or_never_asks_does_no_harm",
        ),
        "A host that puts itself in front": (HOST, "test_a_host_that_puts_itself_in_front_is_covered_again"),
        "While a citizen at a hall kiosk is at work": (KIOSK_RATING, "test_it_is_refused_in_the_contract_s_order"),
        "A citizen's own session has a finish": (KIOSK_LEAVING, "test_before_a_level_it_is_declined"),
        "Taking back what is over": ("counter/test_calls.py", "test_take_back"),
        "A touch within the guard": (HERE, "test_a_touch_within_the_guard"),
        "undoSeconds counts from the tap": (HERE, "test_the_undo_counts_from_the_tap_and_leaves_its_time_to_choose"),
        "The rule of 8 s wins over a longer undo": (HERE, "test_walking_off_wins_over_a_longer_undo_but_not_over_done"),
        "The 8 s rule comes last of all": (SESSION_COUNTER, "test_refusals_come_before_walking_off"),
        "Text that stands unsubmitted on the text page": (HERE, "test_text_that_was_not_submitted_is_not_sent"),
        "A reason is asked for at low levels and never enforced": (HERE, "test_no_level_enforces_a_reason"),
        "What the citizen writes": (SESSION, "test_text_is_tidied_and_cut"),
        "A disk that fails at the undo": (SESSION, "test_an_undo_the_disk_refuses_leaves_the_level_standing"),
        "A disk that answers after ten seconds of silence": (
            SESSION_DISK,
            "test_silence_while_holding_and_then_the_disk_has_it",
        ),
        "Language and aids": (SESSION_DISK, "test_language_chosen_when_idle_lasts_into_the_session_or_a_minute"),
        "timeoutSeconds counts from the last touch": (WAITING, "test_the_whole_time_from_the_last_touch"),
        "A touch keeps a receipt on the glass": ("core/test_thanks.py", "test_a_touch_keeps_it_on_the_glass"),
        "A lapsed invitation says so": (WAITING, "test_it_says_so_for_a_moment"),
        "While the glass is wiped": (WAITING, "test_an_invitation_waits_for_a_dry_glass"),
        "Cleaning is begun": (TECHNICIAN, "test_cleaning_asked_for_at_the_counter"),
        "A technician at work": (TECHNICIAN, "test_meanwhile_the_counter_is_told_the_truth_and_no_rating_comes"),
        "A newer configuration": (SESSION_DISK, "test_a_session_keeps_the_configuration_it_began_with"),
    },
}


@pytest.mark.parametrize("document", HELD_BY)
def test_every_decision_is_held_by_a_test(document: str, contracts: Any) -> None:
    section = getattr(contracts, document).section("Decided here")
    leads = re.findall(r"^- \*\*(.+?)\*\*", section, re.MULTILINE | re.DOTALL)
    assert [re.sub(r"\s+", " ", lead.replace("`", "")) for lead in leads] == list(HELD_BY[document])
    assert len(leads) == len(re.findall(r"^- ", section, re.MULTILINE))


@pytest.mark.parametrize(("file", "name"), sorted({test for held in HELD_BY.values() for test in held.values()}))
def test_the_tests_named_exist(file: str, name: str) -> None:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


# -- those of the session, on the examples of the documents themselves ------------------------------------------------


class Window:
    """A terminal set up as the documents' examples say, driven by hand; `at` is the time of the last event."""

    def __init__(self, contracts: Any, **changes: Any) -> None:
        self.state = start()
        self.at = 100.0
        configuration = replace(parse_configuration(contracts.centre.json("configuration")), **changes)
        self.post(m.Configured(configuration, parse_form(contracts.centre.json("form"))))
        self.post(m.ClerkSignedIn(1, bodies.clerk_from(contracts.counter.json("staff"))))
        self.invitation = bodies.invitation_from(contracts.counter.json("invitation"))
        self.post(m.InvitationReceived(2, self.invitation))
        self.post(m.Stored(Deed.OPEN, self.invitation.invitation_id))

    def post(self, event: Event, after: float = 0.0) -> tuple[m.Command, ...]:
        self.at += after
        self.state, commands = step(self.state, event, Moment(self.at, round(self.at * 1000)))
        return commands

    def tap(self, level: Level = Level.SATISFIED, after: float = 1.0, stored_after: float = 0.0) -> None:
        self.post(m.LevelChosen(self.token, level, Input.TOUCH, "r"), after)
        self.post(m.Stored(Deed.HOLD, "r"), stored_after)
        assert isinstance(self.state, Detailing)

    @property
    def token(self) -> int:
        return self.state.hall.serial

    def another(self) -> m.InvitationReceived:
        other = replace(self.invitation, invitation_id=str(uuid.uuid4()), case=Case("another", 1))
        return m.InvitationReceived(3, other)


def test_a_touch_within_the_guard(contracts: Any) -> None:
    window = Window(contracts)
    commands = window.post(m.LevelChosen(window.token, Level.SATISFIED, Input.TOUCH, "r"), after=GUARD_SECONDS / 2)
    assert commands == (m.Tell(window.invitation.invitation_id, Fate.SEEN),)
    assert isinstance(window.state, Choosing)


def test_the_undo_counts_from_the_tap_and_leaves_its_time_to_choose(contracts: Any) -> None:
    window = Window(contracts)  # 90 s to choose, 3 s to undo
    window.tap(after=89.0, stored_after=1.0)
    assert isinstance(window.state, Detailing)
    assert window.state.undo_until == window.at - 1.0 + 3.0
    window.post(m.LevelUndone(window.token), after=1.5)
    window.post(m.Stored(Deed.WITHDRAW, "r"))
    assert isinstance(window.state, Choosing)
    assert window.state.seen
    assert window.state.guard == window.at + GUARD_SECONDS
    assert window.state.session.until == window.at + 3.0


def test_walking_off_wins_over_a_longer_undo_but_not_over_done(contracts: Any) -> None:
    window = Window(contracts, undo_seconds=20.0)
    window.tap()
    window.post(window.another(), after=WALKED_OFF_SECONDS)
    assert isinstance(window.state, Releasing)
    done = Window(contracts, undo_seconds=20.0)
    done.tap()
    done.post(m.DetailFinished(done.token))
    assert done.post(done.another(), after=WALKED_OFF_SECONDS) == (m.Answer(3, Reply.BUSY),)
    assert isinstance(done.state, Finishing)


def test_text_that_was_not_submitted_is_not_sent(contracts: Any) -> None:
    window = Window(contracts)
    window.tap()
    window.post(m.TextOpened(window.token))
    window.post(m.TextEntered(window.token, "entered before"))
    window.post(m.TextOpened(window.token))
    (release,) = window.post(m.TimePassed(), after=45.0)
    assert isinstance(release, m.Release)
    assert (release.rating.text, release.rating.complete) == ("entered before", False)


@pytest.mark.parametrize("level", LEVELS)
def test_no_level_enforces_a_reason(contracts: Any, level: Level) -> None:
    window = Window(contracts)
    window.tap(level)
    (release,) = window.post(m.DetailFinished(window.token), after=4.0)
    assert isinstance(release, m.Release)
    assert (release.rating.indicators, release.rating.complete) == ((), True)


def test_a_uuid_in_any_spelling(contracts: Any) -> None:
    given = contracts.counter.json("standing")["invitationId"]
    for spelling in (given, given.upper(), given.replace("-", "")):
        assert bodies.invitation_from({"invitationId": spelling}).invitation_id == given
        assert bodies.canonical_id(spelling) == given
