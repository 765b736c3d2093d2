"""An owner's Markdown: honest texts come out whole, hostile ones harmless, and none takes long."""

from html import unescape
from html.parser import HTMLParser
from time import process_time

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from tests.records import ROOT

from farakhan.files.idea import parse
from farakhan.publish.markdown import MAX_DEPTH, parsed, prose, render

ALLOWED = {"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "br"}
OF_LISTS = {"ol": "start", "li": "value"}

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "متن <b onmouseover=alert(1)>درشت</b>",
    "<svg onload=alert(1)>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<meta http-equiv=refresh content="0;url=https://evil.invalid">',
    '<form action="https://evil.invalid"><input name=id></form>',
    "[بزن](javascript:alert(1))",
    "[بزن](javascript&colon;alert(1))",
    "[بزن](<java\nscript:alert(1)>)",
    "[بزن](JaVaScRiPt:alert(1))",
    "[بزن](data:text/html;base64,PHNjcmlwdD4=)",
    "[بزن](vbscript:x)",
    "[بزن][x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "[بزن](//evil.invalid/x)",
    "[بزن](../../admin)",
    "[بزن](http://evil.invalid)",
    '[بزن](https://a.ir "\\" onmouseover=alert(1) \\"")',
    "![عکس](https://evil.invalid/a.png)",
    "![عکس](x){ onerror=alert(1) }",
    "# عنوان { onclick=alert(1) }",
    "```html onload=x\n<script>alert(1)</script>\n```",
    '--8<-- "call.yml"',
    "{{ config.site_name }} {% raw %} [[deadline]]",
    "| الف | ب |\n|---|---|\n| <script>x</script> | ۲ |",
    "<!-- <script>alert(1)</script> -->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser.seen


def assert_harmless(html: str) -> None:
    for tag, attributes in tags(html):
        assert tag in ALLOWED
        assert attributes.keys() <= {OF_LISTS.get(tag)}
        assert all((value or "").isdecimal() for value in attributes.values())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_harmless(text: str) -> None:
    html = render(f"پیش از آن.\n\n{text}\n\nپس از آن.")
    assert_harmless(html)
    assert html.startswith("<p>پیش از آن.</p>")
    assert html.rstrip().endswith("<p>پس از آن.</p>")


AS_TYPED = [
    "کارگاه ۶*۴ متر است و انبار ۳*۲ متر.",
    "2**3 و 2**4 متر، a_b_c و __init__",
    "*کج* و _کج_ و `کد` و ~نه~",
    "قیمت \\* پنج",
    "![دستگاه](https://a.ir/a.png) و [دفتر](https://a.ir)",
    "+ ۲۰ درصد سود",
    "> بیش از پنج نفر",
    "---",
    "۱- سبزی دو کیلو<br>\n۲- سرکه یک لیتر",
    "۱. سبزی<br>\n۲. سرکه",
    "سطر یکم<br>\nسطر دوم<br>\n====",
    "| الف | ب |<br>\n|---|---|",
]


@pytest.mark.parametrize("html", AS_TYPED)
def test_plain_text_keeps_its_signs_and_lines(html: str) -> None:
    typed = unescape(html.replace("<br>", ""))
    shown = html.replace(">", "&gt;").replace("<br&gt;", "<br>")
    assert render(f"پیش\n\n{typed}\n\nپس") == f"<p>پیش</p>\n<p>{shown}</p>\n<p>پس</p>\n"
    indented = "\n".join(f"    {line}" for line in typed.split("\n"))
    assert render(f"پیش\n\n{indented}") == f"<p>پیش</p>\n<p>{shown}</p>\n"


def test_numbers_of_a_list_stay_as_they_were_typed() -> None:
    html = render("2. دو\n5. پنج\n")
    assert html == '<ol start="2">\n<li value="2">دو</li>\n<li value="5">پنج</li>\n</ol>\n'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("این **مهم** است", "این <strong>مهم</strong> است"),
        ("**مهم: این.**", "<strong>مهم: این.</strong>"),
        ("«**مهم**»، __هم__", "«<strong>مهم</strong>»، __هم__"),
        ("**مهم *و* کج**", "<strong>مهم *و* کج</strong>"),
        ("۲**۳**۴", "۲**۳**۴"),
        ("***", "***"),
    ],
)
def test_words_are_bold_where_that_is_certainly_meant(text: str, shown: str) -> None:
    assert render(text) == f"<p>{shown}</p>\n"


@given(st.text(st.sampled_from("<>[](){}!*_`#-+=|&;:\\/\"'~ \n\t1.aابxjavscript"), max_size=300))
def test_no_text_makes_other_html(text: str) -> None:
    assert_harmless(render(text))


@given(st.text(max_size=400))
def test_any_text_is_rendered(text: str) -> None:
    assert_harmless(render(text))


WORDS = st.sampled_from(["انجیر", "هستهٔ «ب» (۲): ۱۰٪", "می\u200cخرم 2.5"])
ENDS = st.sampled_from(["\n", "\n\n", "\n\n\n"])
plain_lines = st.tuples(st.sampled_from(["", "## ", "###### ", "- "]), WORDS, ENDS).map("".join)
BEGINS = ["#", "-", "  ", "1. ", "۱. ", "> ", "--", "==", "# -", "*", "* ", "+ ", "\t", "&", "<b", "`"]
odd_lines = st.tuples(st.sampled_from(BEGINS), WORDS | st.just(""), st.sampled_from([" \n", "  \n", "\\\n", "\n"])).map(
    "".join
)


@settings(max_examples=500)
@given((st.lists(plain_lines, max_size=6) | st.lists(plain_lines | odd_lines, max_size=6)).map("".join).map(str.strip))
def test_plain_words_become_what_the_parser_makes_of_them(text: str) -> None:
    quick = prose(text)
    assert quick in {None, parsed(text)}
    event(f"plain: {quick is not None}")


def test_most_bodies_are_plain_words() -> None:
    """As the sample shows, whose texts nobody wrote for the parser; bold words and the like are read by it."""
    bodies = [parse(str(path), path.read_bytes()).body for path in ROOT.glob("submissions/sample/ideas/*/*.md")]
    plain = [body for body in bodies if prose(body) is not None]
    assert len(plain) > len(bodies) * 3 // 4
    assert [prose(body) for body in plain] == [parsed(body) for body in plain]


class Words(HTMLParser):
    """The letters that a page shows."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: set[str] = set()
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.seen |= set(data)


DECEIVING = ["&#x202e;", "&#8203;", "&shy;", "&rlm;", "&#x3164;", "<https://a.ir/%E2%80%AE>", "[%E2%80%AE]", "\\u202e"]


@given(
    st.lists(st.sampled_from(DECEIVING) | st.text(st.sampled_from("`*[](){}<>\\&#!_ \nالف"), max_size=5)).map("".join)
)
def test_what_is_shown_was_typed(text: str) -> None:
    assert Words(render(text)).seen <= set(text) | {" ", "\n"}


def test_an_honest_text_comes_out_whole() -> None:
    text = (
        "## مسئله\n\nهر سال ۱۲ تن لیمو **می‌ریزد**.\n\n## شیوهٔ اجرا\n\n- شستن\n- *خشک‌کردن*\n  1. روی توری\n\n"
        "### ریزتر\n\nسطر یکم\nسطر دوم\n"
    )
    assert render(text) == (
        "<h3>مسئله</h3>\n<p>هر سال ۱۲ تن لیمو <strong>می‌ریزد</strong>.</p>\n<h3>شیوهٔ اجرا</h3>\n"
        '<ul>\n<li>شستن</li>\n<li>*خشک‌کردن*\n<ol>\n<li value="1">روی توری</li>\n</ol>\n</li>\n</ul>\n'
        "<h4>ریزتر</h4>\n<p>سطر یکم<br>\nسطر دوم</p>\n"
    )


@pytest.mark.parametrize("typed", ["<b>دوم</b>", "<script>alert(1)</script>", "<!-- نکته -->", "<meta http-equiv=x>"])
def test_html_is_shown_as_it_was_typed(typed: str) -> None:
    """The first wall alone; with it gone the second would only take the tags away."""
    shown = typed.replace("<", "&lt;").replace(">", "&gt;")
    assert render(f"{typed}\n\nمتن {typed} و") == f"<p>{shown}</p>\n<p>متن {shown} و</p>\n"


def test_digits_stay_as_they_were_typed() -> None:
    assert render("مدل 12 و ۱۲ و ١٢") == "<p>مدل 12 و ۱۲ و ١٢</p>\n"


@pytest.mark.parametrize(("marks", "level"), [("#", 3), ("##", 3), ("###", 4), ("######", 6)])
def test_headings_stand_under_the_pages_own(marks: str, level: int) -> None:
    assert render(f"{marks} نیازها") == f"<h{level}>نیازها</h{level}>\n"


def test_a_table_stays_text() -> None:
    assert "<table" not in render("| الف | ب |\n|---|---|\n| ۱ | ۲ |")


PIECES = [
    "[",
    "![",
    "[a",
    "[a][",
    "[a](",
    "[ ",
    "* ",
    "> ",
    "- ",
    "1. ",
    "*a ",
    "**a ",
    "*a_ ",
    "_a _",
    "` ",
    "``a`",
    "<",
    "<a ",
]
PIECES += [
    "&",
    "](",
    "\\",
    "#",
    "~",
    "\n",
    "* a\n",
    "a\n=\n",
    "[](<\n",
    "[a]: u\n",
    "[x]: <",
    "a**b",
    "**a*a ",
    "[a](b)",
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_text_built_to_exhaust_ends_soon(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    begun = process_time()
    html = render(text)
    assert process_time() - begun < 1
    assert_harmless(html)


@pytest.mark.parametrize(
    "text",
    ["*  " * (MAX_DEPTH + 1) + "بن", "- " * (MAX_DEPTH + 1) + "بن", "".join(f"{'  ' * n}- پله\n" for n in range(60))],
)
def test_a_text_too_deep_is_shown_as_typed(text: str) -> None:
    html = render(text)
    assert {tag for tag, _ in tags(html)} <= {"p", "br"}
    assert "بن" in html or "پله" in html


def test_depth_counts_what_is_nested_and_not_what_is_long() -> None:
    long = "\n".join("- پله" for _ in range(500))
    assert len(tags(render(long))) == 501
    nested = "".join(f"{'  ' * n}- پله {n}\n" for n in range(MAX_DEPTH // 3))
    assert render(nested).count("<ul>") == MAX_DEPTH // 3


def test_plain_paragraphs_are_escaped_and_whole() -> None:
    marks = "- " * (MAX_DEPTH + 1)
    html = render(f"{marks}بن\n\n<b>دوم</b>\nسوم")
    assert html == f"<p>{marks}بن</p>\n<p>&lt;b&gt;دوم&lt;/b&gt;<br>\nسوم</p>"
