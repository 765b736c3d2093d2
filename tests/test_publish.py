"""What the public may see of a record on a day, and the parts of pages made of it."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape
from tests.records import ANNOUNCED_DAY, CLOSED_DAY, CRITERIA, JUDGING_DAY, OPEN_DAY, PROPOSED_DAY, Record

from farakhan.face.render import hundredths, listed
from farakhan.files.inputs import inputs_of
from farakhan.files.results import percent
from farakhan.model.call import Phase, ProposedTo, TallyRule
from farakhan.model.idea import Status
from farakhan.model.judging import Letter, Ranked, Results
from farakhan.persian.calendar import long_day, parse_day
from farakhan.problems import FarakhanError
from farakhan.publish import fragments, home, rules, shell
from farakhan.publish.bodies import read_body
from farakhan.publish.view import State, View, look
from farakhan.publish.winners import gallery, pending
from farakhan.record.edition import Edition

BEFORE_DAY = "1406-02-01"
DAYS = {
    OPEN_DAY: Phase.OPEN,
    CLOSED_DAY: Phase.CLOSED,
    JUDGING_DAY: Phase.JUDGING,
    PROPOSED_DAY: Phase.PROPOSED,
    ANNOUNCED_DAY: Phase.ANNOUNCED,
}
SHA = "a" * 64


def decided(root: Path, **changes: object) -> Edition:
    """Three ideas, of which the second and the first are honoured; the results are written by hand."""
    record = Record(root)
    codes = [record.idea(**changes).code for _ in range(3)]
    ranking = tuple(
        Ranked(code, place + 1, Fraction(90 - place * 7, 97), (Fraction(9 - place, 9),) * 5, 3)
        for place, code in enumerate(codes)
    )
    record.award(codes[1], codes[0], results=SHA)
    edition = record.read()
    results = Results(
        edition=edition.name,
        rule=TallyRule.MEAN,
        scale=edition.call.rubric.scale,
        min_sheets=3,
        inputs=inputs_of(edition.call, edition.candidates(), {}),
        criteria=CRITERIA,
        ranking=ranking,
        unranked=(),
        not_shortlisted=(),
        winners=tuple(codes[:2]),
        tied=(),
        open_places=0,
    )
    return replace(edition, results=results, results_sha256=SHA)


def seen(edition: Edition, day: str = ANNOUNCED_DAY) -> View:
    return look(edition, parse_day(day))[0]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return decided(tmp_path_factory.mktemp("decided"))


@pytest.mark.parametrize(
    ("day", "leads"),
    [
        (BEFORE_DAY, ["send/#write", "rules/"]),
        (OPEN_DAY, ["write/"]),
        (CLOSED_DAY, ["track/", "rules/"]),
        (JUDGING_DAY, ["track/", "rules/"]),
        (PROPOSED_DAY, ["track/", "rules/#objection"]),
        (ANNOUNCED_DAY, ["winners/", "map/"]),
    ],
)
def test_the_first_screen_says_what_there_is_to_do_today(edition: Edition, day: str, leads: list[str]) -> None:
    html = home.hero(seen(opening(edition), day), "..")
    assert re.findall(r'href="\.\./([^"]+)"', html) == leads
    assert html.count('class="lead"') == html.count('class="button"') == 1
    sending = day == OPEN_DAY
    assert ('class="eitaa"' in html, 'class="days"' in html, "data-closes" in html) == (sending, sending, sending)
    assert "tel:" not in html


def test_a_list_of_the_proposed_is_led_to_where_the_call_opens_it(edition: Edition) -> None:
    public = edition.call.model_copy(update={"objections": ProposedTo.PUBLIC})
    html = home.hero(seen(replace(edition, call=public), PROPOSED_DAY), "..")
    assert re.findall(r'href="\.\./([^"]+)"', html) == ["track/", "winners/", "rules/#objection"]


PHASES = tuple(Phase)


@pytest.mark.parametrize("phase", PHASES)
def test_a_page_has_what_is_for_its_phase_alone(phase: Phase) -> None:
    text = "الف\n[[while open]]\nباز\n[[end]]\n[[while closed judging]]\nبسته\n[[end]]\nب\n"
    own = {Phase.OPEN: "باز\n", Phase.CLOSED: "بسته\n", Phase.JUDGING: "بسته\n"}.get(phase, "")
    assert fragments.of_phase(text, phase) == f"الف\n{own}ب\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[[while opened]]\n[[end]]", "while opened"),
        ("[[while open]]\nباز", "while open"),
        ("باز\n[[end]]", "end"),
        ("[[while open]]\n[[while closed]]\n[[end]]", "while closed"),
    ],
)
def test_a_phase_that_is_not_or_does_not_end_is_told(text: str, place: str) -> None:
    with pytest.raises(FarakhanError, match="fragment-while") as wrong:
        fragments.of_phase(text, Phase.OPEN)
    assert wrong.value.place == place


def test_what_is_proposed_is_marked_wherever_it_is_shown(edition: Edition) -> None:
    mark = '<span class="proposed">پیشنهاد</span>'
    shown = {
        "rubric": 1,
        "tally-rule": 4,
        "quotas": 7,
        "reasons": 2,
        "awards-kinds": 2,
        "consents": 3,
        "retention": 1,
        "timeline": 5,
        "objections": 2,
    }
    agreed = replace(edition, call=edition.call.model_copy(update={"proposals": ()}))
    for name, marks in shown.items():
        assert fragments.fragment(name, seen(edition, OPEN_DAY), ".").count(mark) == marks, name
        assert mark not in fragments.fragment(name, seen(agreed, OPEN_DAY), ".")
    with_server = edition.call.model_copy(update={"intake": "/"})
    for name in ("form-way", "form-time"):
        assert mark in fragments.fragment(name, seen(replace(edition, call=with_server), OPEN_DAY), ".")
    assert mark in fragments.fragment("chain-map", seen(edition, OPEN_DAY), ".")
    for day, key in ((CLOSED_DAY, "repair_until"), (PROPOSED_DAY, "objections_until")):
        for one, place in ((edition, " (پیشنهاد)"), (agreed, "")):
            words = home.phase(seen(one, day), ".").striptags()
            assert f"{long_day(getattr(edition.call.dates, key))}{place}" in words
            assert ("پیشنهاد" in words) == bool(place)


def with_dates(edition: Edition, **dates: date | None) -> Edition:
    call = edition.call
    return replace(edition, call=call.model_copy(update={"dates": call.dates.model_copy(update=dates)}))


@pytest.mark.parametrize("day", DAYS)
def test_winners_are_seen_when_announced_and_not_before(edition: Edition, day: str) -> None:
    view = seen(edition, day)
    assert view.phase is DAYS[day]
    announced = view.phase is Phase.ANNOUNCED
    assert [winner.rank for winner in view.winners] == ([1, 2] if announced else [])
    assert (view.counts is not None) == announced
    assert not view.counts or (view.counts.ideas, view.counts.judged, view.counts.winners) == (3, 3, 2)


def test_no_winner_is_seen_without_a_decision_on_these_very_results(edition: Edition) -> None:
    for hidden in (
        replace(edition, results_sha256="b" * 64),
        replace(edition, results=None),
        replace(edition, awards=None),
        with_dates(edition, announced=None),
    ):
        assert seen(hidden).winners == ()
        assert seen(hidden).counts is None


def opening(edition: Edition) -> Edition:
    """The edition with a day on which it opens, after `BEFORE_DAY`."""
    return with_dates(edition, opens=parse_day("1406-03-01"))


def test_a_winner_shows_what_its_page_needs(edition: Edition) -> None:
    first = seen(edition).winners[0]
    assert (first.rank, first.sheets, first.score) == (1, 3, Fraction(90, 97))
    assert (first.field.name, first.counties, first.stage) == ("کشاورزی", ("استهبان",), "آزمایشی")
    assert (first.product, first.link) == ("انجیر", "فرآوری")
    assert (first.award, first.role) == ("ایدهٔ برتر", "راهبر زنجیره‌های ارزش")
    assert first.support == (("کمیتهٔ امداد امام خمینی (ره)", "آموزش"),)
    assert [score.name for score in first.scores][:2] == ["شدنی بودن", "اشتغال و درآمد"]
    assert read_body(edition.root, first.path, first.sha256).startswith("<h3>مسئله</h3>")


def test_a_body_that_changed_since_it_was_looked_at_is_not_shown(tmp_path: Path) -> None:
    edition = decided(tmp_path)
    first = seen(edition).winners[0]
    path = tmp_path / first.path
    path.write_text(path.read_text(encoding="utf-8").replace("انجیر", "انار"), encoding="utf-8")
    with pytest.raises(FarakhanError, match="idea-changed"):
        read_body(tmp_path, first.path, first.sha256)


@pytest.mark.parametrize(
    ("changes", "product", "link", "counties"),
    [
        ({"chain": {"product": "other", "link": "sales", "other": "شمع"}}, "شمع", "فروش", ("استهبان",)),
        ({"chain": {"product": "", "link": "", "other": ""}, "counties": ("all",)}, "", "", ("همهٔ استان",)),
        ({"counties": ("fasa", "shiraz")}, "انجیر", "فرآوری", ("فسا", "شیراز")),
    ],
)
def test_chain_and_counties_in_words(
    tmp_path: Path, changes: dict[str, object], product: str, link: str, counties: tuple[str, ...]
) -> None:
    first = seen(decided(tmp_path, **changes)).winners[0]
    assert (first.product, first.link, first.counties) == (product, link, counties)


def test_an_award_that_cannot_be_shown_is_named_and_the_others_stay(edition: Edition) -> None:
    assert edition.awards is not None
    code = edition.awards.awards[0].code
    facts = edition.facts[code]
    others = {other: one for other, one in edition.facts.items() if other != code}
    award = edition.awards.awards[0].model_copy(update={"award": "no-such"})
    wrong = edition.awards.model_copy(update={"awards": (award, *edition.awards.awards[1:])})
    assert edition.results is not None
    for broken in (
        replace(edition, facts=others),
        replace(edition, facts={**edition.facts, code: facts._replace(status=Status.WITHDRAWN)}),
        replace(edition, results=edition.results._replace(ranking=edition.results.ranking[:1])),
        replace(edition, awards=wrong),
    ):
        view, left_out = look(broken, parse_day(ANNOUNCED_DAY))
        assert [line.split(":")[0] for line in left_out] == [code]
        assert len(view.winners) == 1
        assert view.winners[0].number == 2


@pytest.mark.parametrize("letter", [("", ANNOUNCED_DAY), ("۱۲/۳۴", "")])
def test_nobody_is_announced_before_the_letter_has_its_number(edition: Edition, letter: tuple[str, str]) -> None:
    assert edition.awards is not None
    number, day = letter
    unsigned = edition.awards.model_copy(update={"letter": Letter(number=number, day=parse_day(day) if day else None)})
    waiting = replace(edition, awards=unsigned)
    view, left_out = look(waiting, parse_day(ANNOUNCED_DAY))
    assert ["نامهٔ ابلاغ" in line for line in left_out] == [True]
    assert (view.has_winners, view.counts, view.nominees, view.basis) == (False, None, (), b"")
    assert {state.seen for state in view.states} == {"accepted"}
    proposed = seen(waiting, PROPOSED_DAY)
    assert {state.seen for state in proposed.states} == {"proposed", "not_proposed"}


def test_a_winner_who_did_not_agree_is_honoured_without_name_and_text(edition: Edition) -> None:
    assert edition.awards is not None
    code = edition.awards.awards[0].code
    facts = {**edition.facts, code: edition.facts[code]._replace(publish=False)}
    view, left_out = look(replace(edition, facts=facts), parse_day(ANNOUNCED_DAY))
    assert left_out == []
    assert [winner.number for winner in view.winners] == [2]
    assert [(one.award, one.field.name) for one in view.unnamed] == [("ایدهٔ برتر", "کشاورزی")]
    assert view.counts is not None
    assert (view.counts.winners, view.counts.unnamed) == (2, 1)
    assert sum(share.winners for share in view.counts.fields) == 2
    assert sum(share.winners for share in view.counts.counties) == 1
    html = gallery(view, "..")
    assert html.count("<article>") == 1
    assert "برگزیدگان بی‌نام" in html
    assert edition.facts[code].title not in html
    assert "برگزیدگان بی‌نام (۱ ایده) تنها در شمار حوزه‌ها" in fragments.fragment("county-map", view, "..")
    assert State(edition.facts[code].receipt, "chosen") in view.states


def test_winners_are_told_where_nobody_agreed(edition: Edition) -> None:
    facts = {code: one._replace(publish=False) for code, one in edition.facts.items()}
    view = seen(replace(edition, facts=facts))
    assert (len(view.winners), len(view.unnamed)) == (0, 2)
    assert re.findall(r'href="\.\./([^"]+)"', home.hero(view, "..")) == ["winners/", "map/"]
    html = gallery(view, "..")
    assert ("برگزیدگان بی‌نام" in html, "gallery-filters" in html) == (True, False)
    assert "۲ ایده برگزیده شد" in home.winners_teaser(view, "..")


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("to", list(ProposedTo))
def test_the_proposed_are_listed_only_where_and_while_the_call_opens_that(
    edition: Edition, day: str, to: ProposedTo
) -> None:
    opened = replace(edition, call=edition.call.model_copy(update={"objections": to}))
    view = seen(opened, day)
    listed_now = to is ProposedTo.PUBLIC and day == PROPOSED_DAY
    assert len(view.nominees) == 2 * listed_now
    assert not listed_now or not view.has_winners
    html = pending(view, "..")
    assert html.count("<li>ایدهٔ برتر: کشاورزی، استهبان</li>") == 2 * listed_now
    for one in edition.facts.values():
        assert not [text for text in (one.code, one.title, one.summary) if text in html]
    assert seen(replace(opened, results_sha256="b" * 64), day).nominees == ()


def test_results_of_another_rubric_stop_the_build(edition: Edition) -> None:
    rubric = edition.call.rubric
    fewer = rubric.model_copy(update={"criteria": rubric.criteria[1:]})
    call = edition.call.model_copy(update={"rubric": fewer})
    with pytest.raises(FarakhanError, match="results-criteria"):
        seen(replace(edition, call=call))


def test_a_mean_stands_under_its_own_criterion_also_where_the_call_has_another_order(edition: Edition) -> None:
    rubric = edition.call.rubric
    turned = rubric.model_copy(update={"criteria": rubric.criteria[::-1]})
    results = edition.results
    assert results
    marked = tuple(Fraction(place, 9) for place in range(5))
    ranking = tuple(one._replace(criteria=marked) for one in results.ranking)
    call = edition.call.model_copy(update={"rubric": turned})
    view = seen(replace(edition, call=call, results=results._replace(ranking=ranking)))
    named = {criterion.name: mean for criterion, mean in zip(rubric.criteria, marked, strict=True)}
    for winner in view.winners:
        assert [score.name for score in winner.scores] == [criterion.name for criterion in turned.criteria]
        assert {score.name: score.value for score in winner.scores} == named


@given(
    days=st.integers(-400, 400),
    opens=st.integers(-300, -200) | st.none(),
    gaps=st.lists(st.integers(0, 60), min_size=3, max_size=3),
)
def test_the_turn_is_the_next_change_of_phase(edition: Edition, days: int, opens: int | None, gaps: list[int]) -> None:
    deadline = edition.call.dates.deadline
    judged = deadline + timedelta(days=gaps[0])
    dated = with_dates(
        edition,
        opens=None if opens is None else deadline + timedelta(days=opens),
        judging_until=judged,
        announced=judged + timedelta(days=gaps[1]),
    )
    today = deadline + timedelta(days=days)
    call = dated.call
    turn = look(dated, today)[0].turn
    changes = (one for one in range(1, 800) if call.phase(today + timedelta(days=one)) is not call.phase(today))
    ahead = next(changes, None)
    assert (turn and (turn.at.date() - today).days) == ahead
    assert turn is None or turn.phase is call.phase(turn.at.date())
    assert turn is None or turn.at.isoformat().endswith("T00:00:00+03:30")


@given(st.integers(-400, 400))
def test_milestones_pass_one_by_one(edition: Edition, days: int) -> None:
    today = edition.call.dates.deadline + timedelta(days=days)
    states = [one.state for one in look(edition, today)[0].milestones]
    assert re.fullmatch("(passed )*(now )*(next )?(later )*", "".join(f"{state} " for state in states))


def test_ways_to_send_are_those_that_are_open_to_people_and_no_proposals(edition: Edition) -> None:
    assert seen(edition).ways == ()
    agreed = edition.call.model_copy(update={"proposals": ()})
    ways = seen(replace(edition, call=agreed), OPEN_DAY).ways
    assert [(way.id, way.name) for way in ways] == [("phone", "تلفن"), ("in_person", "حضوری")]
    closed = [one.model_copy(update={"open": one.id != "phone"}) for one in agreed.channels]
    without = agreed.model_copy(update={"channels": tuple(closed)})
    assert [way.id for way in seen(replace(edition, call=without)).ways] == ["in_person", "post"]
    html = fragments.fragment("channels", seen(replace(edition, call=agreed), OPEN_DAY), ".")
    assert re.findall(r'data-channel="(\w+)"><strong>([^<]+)</strong>: (.)', html) == [
        ("phone", "تلفن", "پ"),
        ("in_person", "حضوری", "پ"),
    ]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", fragments.BLOCKS)
def test_a_block_is_one_element_of_its_name(edition: Edition, name: str, day: str) -> None:
    html = fragments.fragment(name, seen(edition, day), ".")
    named = {"winners-gallery": "<!--", "rubric": '<div class="table-scroll"'}.get(name, rf'<\w+ class="{name}[ "]')
    assert not html or re.match(named, html)
    assert not (html and name.startswith("winners-") and day != ANNOUNCED_DAY and name != "winners-pending")


@pytest.mark.parametrize("name", fragments.INLINE)
def test_an_inline_name_always_says_something(edition: Edition, name: str) -> None:
    html = fragments.fragment(name, seen(edition), ".")
    assert html.striptags()
    assert not re.search("<(p|div|ul|ol|table)", html)


def test_a_page_is_filled_in_one_pass(edition: Edition) -> None:
    hostile = "[[deadline]] {{ view }} <script>"
    view = seen(edition)
    view = replace(view, call=replace(view.call, slogan=hostile, aims=(hostile,)))
    html = fragments.fill("<p>[[aims]]</p>\n<p>تا [[deadline]]: [[slogan]]</p>\n<p>[[slogan]]</p>", view, ".")
    said = escape(hostile)
    assert html == (
        f'<ul class="aims">\n<li>{said}</li>\n</ul>\n'
        f'<p>تا <time datetime="2027-08-24">۲ شهریور ۱۴۰۶</time>: {said}</p>\n<p>{said}</p>'
    )


@pytest.mark.parametrize(
    ("html", "code", "place"),
    [
        ("<p>[[dead-line]]</p>", "fragment-unknown", "dead-line"),
        ("<p>تا [[dead-line]]</p>", "fragment-unknown", "dead-line"),
        ("<p>این: [[timeline]]</p>", "fragment-place", "timeline"),
    ],
)
def test_a_wrong_name_is_told(edition: Edition, html: str, code: str, place: str) -> None:
    with pytest.raises(FarakhanError) as told:
        fragments.fill(html, seen(edition), ".")
    assert (told.value.code, told.value.place) == (code, place)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (0, "امروز آخرین روز مهلت است."),
        (1, '<b class="days">۱</b> روز مانده تا پایان مهلت'),
        (34, '<b class="days">۳۴</b> روز مانده تا پایان مهلت'),
    ],
)
def test_days_left_are_counted_and_dated(edition: Edition, before: int, words: str) -> None:
    deadline = edition.call.dates.deadline
    view = look(edition, deadline - timedelta(days=before))[0]
    html = home.days_left(view, ".")
    assert f'>{words}<span class="counted"> (شمرده در {long_day(view.today)})</span></p>' in html
    assert 'data-until="2027-08-25T00:00:00+03:30"' in html
    assert not home.days_left(look(edition, deadline + timedelta(days=1))[0], ".")


def test_quotas_in_words(edition: Edition) -> None:
    tally = edition.call.tally
    quota = tally.field_quotas[0]
    some = tally.model_copy(
        update={
            "field_quotas": (
                quota,
                quota.model_copy(update={"id": "industry"}),
                quota.model_copy(update={"id": "services", "least": None, "most": 4}),
            ),
            "county_most": None,
            "tie": "lot",
            "seed": "باران ۱۴۰۶",
        }
    )
    view = seen(replace(edition, call=edition.call.model_copy(update={"tally": some, "proposals": ()})))
    assert rules.quotas(view, ".").striptags() == (
        "۲۰ ایده برگزیده می‌شود."
        " از حوزهٔ کشاورزی و صنعتی هر کدام دست‌کم ۳ ایده برگزیده می‌شود."
        " از حوزهٔ خدمات حداکثر ۴ ایده برگزیده می‌شود."
        " نخست کمینهٔ هر حوزه با بهترین ایده‌های آن پر می‌شود، سپس جاهای دیگر با بهترین ایده‌های مانده."
        " اگر ایده‌هایی درست در مرز برگزیده شدن برابر باشند، قرعه‌ای تعیین می‌کند که همه می‌توانند آن را بازبینی کنند."
        " عبارت قرعه «باران ۱۴۰۶» است."
    )


@pytest.mark.parametrize("county_most", [None, 2])
def test_what_a_tie_leaves_open_in_words(edition: Edition, county_most: int | None) -> None:
    tally = edition.call.tally.model_copy(update={"field_quotas": (), "county_most": county_most, "tie": "jury"})
    view = seen(replace(edition, call=edition.call.model_copy(update={"tally": tally})))
    words = rules.quotas(view, ".").striptags()
    assert "با یک تصمیم برگزیده می‌شود و با تصمیمی دیگر نه، تا تصمیم هیئت در مرز می‌ماند." in words
    assert ("انتخاب در همان رتبه می‌ایستد" in words) == (county_most is not None)


def test_the_worked_example_can_be_counted_again(edition: Edition) -> None:
    html = fragments.fragment("worked-example", seen(edition), ".")
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", html)
    assert cells[-8:] == ["", "۴۳", "۴۵", "۴۹", "", "۷۱٫۶۷", "۷۵٫۰۰", "۸۱٫۶۷"]
    assert html.striptags().endswith("۴۳ + ۴۵ + ۴۹ می‌شود ۱۳۷ از ۱۸۰، یعنی ۷۶٫۱۱ از ۱۰۰.")


def test_an_amendment_in_words(tmp_path: Path) -> None:
    change = {
        "what": "dates.deadline",
        "old": "1406-06-02",
        "new": "1406-06-20",
        "why": "درخواست مردم",
        "on": "1406-05-30",
    }
    record = Record(tmp_path, amendments=[change])
    html = rules.amendments(look(record.read(), parse_day(OPEN_DAY))[0], ".")
    assert html.striptags() == "پایان مهلت ارسال: از ۲ شهریور ۱۴۰۶ به ۲۰ شهریور ۱۴۰۶. درخواست مردم ۳۰ مرداد ۱۴۰۶"


@given(st.fractions(0, 100))
def test_two_decimals_are_rounded_exactly(value: Fraction) -> None:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if value.denominator in (1, 2, 4, 5, 8, 200):
        assert hundredths(value) == str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
    assert hundredths(value) == percent(value / 100)
    assert abs(Fraction(hundredths(value)) - value) <= Fraction(1, 200)
    assert re.fullmatch(r"\d+\.\d\d", hundredths(value))


@pytest.mark.parametrize(
    ("names", "words"), [((), ""), (("الف",), "الف"), (("الف", "ب"), "الف و ب"), (("الف", "ب", "پ"), "الف، ب و پ")]
)
def test_names_are_listed_as_in_a_sentence(names: tuple[str, ...], words: str) -> None:
    assert listed(names) == words


THEME = (
    '<title>farakhan-shell-title</title><meta name="description" content="farakhan-shell-description">'
    f'<link href="https://a.ir/winners/shell/">{shell.HTML}<p>پا</p>'
)


def test_a_shell_is_filled_and_its_values_are_text() -> None:
    page = shell.Shell.cut(THEME).fill(27, "</title><script>", '"><img> winners/shell/', Markup("<h1>الف</h1>"))
    assert page.decode() == (
        "<title>&lt;/title&gt;&lt;script&gt;</title>"
        '<meta name="description" content="&quot;&gt;&lt;img&gt; winners/shell/">'
        '<link href="https://a.ir/winners/27/"><h1>الف</h1><p>پا</p>'
    )


@pytest.mark.parametrize("html", ["", "farakhan-shell-title", shell.HTML, THEME + shell.HTML])
def test_a_theme_that_loses_or_repeats_the_content_is_refused(html: str) -> None:
    with pytest.raises(FarakhanError, match="theme-shell"):
        shell.Shell.cut(html)
