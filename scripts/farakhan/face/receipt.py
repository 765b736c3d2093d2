"""The receipt: what its owner gets to keep, as text for a messenger or an SMS, and as a page to print."""

from collections.abc import Iterator
from datetime import datetime
from html import escape

from farakhan.face.addresses import TRACK, absolute
from farakhan.model import words
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.idea import Idea, lacks
from farakhan.persian.calendar import TEHRAN, long_day, tehran_day
from farakhan.persian.digits import to_persian

DIGEST_SHOWN = 16
"""Letters of the digest that a receipt in words has; enough to tell one text from any other that exists."""
WORD = "رمز رسید"
NO_WORD = "همان که در تازه‌ترین رسیدتان آمده است؛ اگر گم شده، زنگ بزنید تا رسیدی تازه بگیرید."
"""What stands for a word that cannot be told: its idea has another by now, or it came before receipts had words."""
_KEEP = (
    "این رسید را نگه دارید و رمز آن را به کسی نشان ندهید. با کد و رمز، وضعیت ایده را می‌بینید؛ برای تکمیل یا پس گرفتن،"
    " شمارهٔ همراهتان هم لازم است. دبیرخانه رمز را از شما نمی‌پرسد."
)
_CHECK = "وضعیت و درستی متن: همهٔ این رسید را در صفحهٔ «پیگیری» سایت بگذارید"


def receipt(call: Call, idea: Idea, site: str = "", word: str = "") -> str:
    """A receipt as text: code and word, when it arrived and was registered in Tehran, its digest, how to check it.

    Args:
        call: of the edition.
        idea: as it was registered.
        site: the site's address; empty where it is not known.
        word: the receipt's; empty where it cannot be told.
    """
    track = absolute(site, TRACK)
    lines = (
        _heading(call),
        *(f"{label}: {value}" for label, value in _facts(call, idea, word)),
        _KEEP,
        f"{_CHECK}{f': {track}' if track else '.'}",
        _whom(call),
    )
    return "\n".join(lines)


def page(call: Call, idea: Idea, site: str = "", word: str = "") -> str:
    """A receipt as one HTML page that needs nothing else, to be printed or sent as a file.

    Its QR code has the code, the word and the whole digest: as the tracking page's address where the site is known,
    which then looks them up by itself (after the `#`, so that no server is told); else as text to be pasted there.
    """
    payload = "-".join(filter(None, (idea.code, word, idea.digest)))
    track = absolute(site, TRACK)
    link = f"{track}#{payload}" if track else payload
    import segno  # noqa: PLC0415 (slow to import; a text needs none)

    qr = segno.make(link, error="m", boost_error=False).svg_inline(scale=4, border=2, omitsize=True)
    facts = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in _facts(call, idea, word)[2:]
    )
    return (
        '<!doctype html><html lang="fa" dir="rtl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>رسید {to_persian(grouped(idea.code))}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(_heading(call))}</h1>"
        f'<p class="code"><span>کد رهگیری</span><bdi dir="ltr">{to_persian(grouped(idea.code))}</bdi></p>'
        f'<p class="word"><span>{WORD}</span>{f"<bdi dir=ltr>{shown(word)}</bdi>" if word else NO_WORD}</p>'
        f'<div class="both"><dl>{facts}</dl><figure>{qr}<figcaption>برای صفحهٔ پیگیری</figcaption></figure></div>'
        f"<p>{_KEEP}</p><p>{_CHECK}{f': <bdi dir=ltr>{escape(track)}</bdi>' if track else '.'}</p>"
        f"<footer>{escape(_whom(call))}</footer></main></body></html>\n"
    )


def _heading(call: Call) -> str:
    return f"رسید ثبت ایده در فراخوان «{call.slogan}»"


def shown(word: str) -> str:
    """A receipt's word as people read it; empty where there is none."""
    return to_persian(words.grouped(word))


def _facts(call: Call, idea: Idea, word: str) -> tuple[tuple[str, str], ...]:
    return (
        ("کد رهگیری", to_persian(grouped(idea.code))),
        (WORD, shown(word) or NO_WORD),
        ("عنوان", idea.title or "بی‌عنوان"),
        ("رسیدن", _moment(idea.arrived)),
        ("ثبت", _moment(idea.registered)),
        ("اثر انگشت متن", idea.digest[:DIGEST_SHOWN]),
        *(_to_complete(call, idea)),
    )


def _to_complete(call: Call, idea: Idea) -> Iterator[tuple[str, str]]:
    """What an incomplete idea still needs, and until when its owner may write it."""
    missing = lacks(idea)
    if missing:
        until = call.dates.repair_until or call.dates.deadline
        yield "هنوز لازم است", f"{missing}؛ تا پایان {long_day(until)} در «ایدهٔ من» بنویسید یا به دبیرخانه بگویید"


def _whom(call: Call) -> str:
    return f"{call.secretariat.name}: {to_persian(call.secretariat.phone)}، ایتا {to_persian(call.secretariat.eitaa)}"


def _moment(instant: datetime) -> str:
    return f"{long_day(tehran_day(instant))}، ساعت {to_persian(instant.astimezone(TEHRAN).strftime('%H:%M'))}"


_STYLE = """
@page { size: a5; margin: 12mm }
* { box-sizing: border-box }
body { margin: 0; color: #2b211d; background: #fff; font: 16px/1.9 Vazirmatn, Tahoma, sans-serif }
main { max-width: 40rem; margin: auto; padding: 1.25rem; border-top: .5rem solid #932a2b }
h1 { margin: 0 0 1rem; font-size: 1.25rem; line-height: 1.7 }
.code { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; margin: 0 0 1rem; padding: .75rem 1rem;
  border: 2px solid #932a2b; border-radius: .5rem }
.word { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: 0 0 1rem }
.word bdi { font-size: 1.25rem; font-weight: 700 }
.code bdi { font-size: 2rem; font-weight: 700; line-height: 1.4 }
.both { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start }
dl { flex: 1 1 14rem; margin: 0 }
dt { color: #5f5148; font-size: .875rem }
dd { margin: 0 0 .5rem; overflow-wrap: anywhere }
figure { flex: none; width: 10rem; margin: 0; text-align: center }
figure svg { display: block; width: 100%; height: auto }
figcaption { color: #5f5148; font-size: .875rem }
footer { margin-top: 1rem; padding-top: .5rem; border-top: 1px solid #dfd2b8; font-size: .9375rem }
@media print { html, body { font-size: 14px } body { line-height: 1.7 } main { padding: .75rem 0 0 } }
"""
