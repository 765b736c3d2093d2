"""Numbers as they are shown in lines that run from right to left, by a real implementation of UAX #9."""

import re

from bidi import get_display  # type: ignore[import-untyped]

NUMBER = re.compile(r"[0-9۰-۹](?:[0-9۰-۹]|[-/.:٬٫,\u00a0 ](?=[0-9۰-۹]))+")
"""A number with whatever parts it: ۳۳۸/۶۲۳/۲۰۷۴, 1406-05-20, ۲۵۰٬۰۰۰٬۰۰۰."""


def turned(text: str) -> list[str]:
    """The numbers of a text that are shown in another order than they stand in, with their lines."""
    wrong = []
    for line in text.splitlines():
        display = get_display(line, base_dir="R")
        assert isinstance(display, str)
        wrong += [f"{number.group()}: {line}" for number in NUMBER.finditer(line) if number.group() not in display]
    return wrong
