"""Digits of three scripts: people type any of them, files hold ASCII, pages show Persian."""

PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
_TO_ASCII = str.maketrans(PERSIAN + ARABIC, "0123456789" * 2)
_TO_PERSIAN = str.maketrans("0123456789" + ARABIC, PERSIAN * 2)


def to_ascii(text: str) -> str:
    """Persian and Arabic-Indic digits as ASCII ones; every other letter stays."""
    return text if text.isascii() else text.translate(_TO_ASCII)


def only(text: str) -> str:
    """The digits of a text as ASCII ones, and nothing of what stands between: «۰۹۱۷ ۰۰۰-۰۰۱۷» is "09170000017"."""
    return "".join(letter for letter in to_ascii(text) if letter in "0123456789")


def to_persian(value: object) -> str:
    """Any number or text with Persian digits, for people to read."""
    return str(value).translate(_TO_PERSIAN)


def grouped(number: int) -> str:
    """A whole number in Persian digits with the Persian thousands mark: 1234567 is «۱٬۲۳۴٬۵۶۷»."""
    return to_persian(f"{number:,}".replace(",", "٬"))


def decimal(text: str) -> str:
    """A decimal number such as "82.50" in Persian digits with the Persian decimal mark: «۸۲٫۵۰»."""
    return to_persian(text.replace(".", "٫"))
