"""Our own templates: every value escaped, an unknown name an error; they are given views and nothing else."""

import re
from fractions import Fraction
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from farakhan.persian import calendar, digits

_LATIN = re.compile("[A-Za-z]")
TEMPLATES = Path(__file__).parent / "templates"


def hundredths(value: Fraction) -> str:
    """A number with two decimals, rounded as in results.json, half up: 2/3 is "0.67"."""
    whole = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{whole // 100}.{whole % 100:02d}"


def listed(names: tuple[str, ...]) -> str:
    """Names as a Persian sentence lists them: «الف، ب و پ»."""
    return " و ".join(filter(None, ("، ".join(names[:-1]), *names[-1:])))


def apart(text: str) -> str:
    """Somebody's words in the midst of a Persian line: isolated, as UAX #9 has it, so that no order mixes with theirs.

    Digits are Persian, but in a word that has Latin letters: «دستگاه PV-120».
    """
    words = (word if _LATIN.search(word) else digits.to_persian(word) for word in text.split(" "))
    return f"\u2068{' '.join(words)}\u2069"


def render(template: str, **values: object) -> Markup:
    """A template of ours filled."""
    html = _ENVIRONMENT.get_template(template).render(values)
    return Markup(html.strip())  # noqa: S704 (rendered with autoescape)


def source() -> bytes:
    """All of our templates' bytes."""
    return b"\0".join(path.read_bytes() for path in sorted(TEMPLATES.iterdir()))


def environment(*folders: Path) -> Environment:
    """The templates of some folders: every value escaped, an unknown name an error, our filters."""
    templates = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.filters |= {
        "fa": digits.to_persian,
        "decimal": digits.decimal,
        "hundredths": hundredths,
        "day": calendar.long_day,
        "weekday": calendar.weekday,
        "listed": listed,
        "apart": apart,
    }
    return templates


_ENVIRONMENT = environment(TEMPLATES)
