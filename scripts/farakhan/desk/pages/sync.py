"""What stands here and what stands at the shared repository brought together; where they clash a person chooses."""

import hashlib
from http import HTTPStatus
from pathlib import Path

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.differing import Pair, side_by_side
from farakhan.files.idea import STANDS, TEXT, WHOLE, Clash
from farakhan.files.layout import Kind, kind_of
from farakhan.intake.committer import exchange
from farakhan.model.call import Call, names
from farakhan.model.idea import LABELS, Idea, Status
from farakhan.persian.digits import to_persian
from farakhan.store.clock import now
from farakhan.store.git.commits import settle
from farakhan.store.git.pushing import ClashError, is_ahead, remote_of, unsent
from farakhan.store.git.run import Patience

_SECONDS = 60.0
"""That git may talk with the other side while somebody waits at the page."""
_MOST = 50
"""What waits to be sent, as far as it is listed."""
_NAMED = {TEXT: "متن و پاسخ‌ها", STANDS: "وضعیت", WHOLE: "همهٔ پرونده"}


def where(asked: Asked) -> Response:
    """What waits to be sent, and the clash that waits for a person."""
    root, clashes = asked.desk.root, asked.session.clashes
    waiting = unsent(root)
    call = asked.desk.call()
    return asked.show(
        "sync.html",
        remote=remote_of(root),
        waiting=waiting[:_MOST],
        number=len(waiting),
        is_ahead=is_ahead(root),
        clashes=[(_name(clash), _shown(call, clash)) for clash in clashes],
        path=clashes[0].path if clashes else "",
        code=Path(clashes[0].path).stem if clashes and kind_of(clashes[0].path) is Kind.IDEA else "",
        seen=_seen(clashes),
    )


def exchanged(asked: Asked) -> Response:
    """Fetch, make again what is only here, and send; nothing moves where something clashes."""
    root = asked.desk.root
    settle(root)
    remote = remote_of(root)
    if not remote:
        return asked.refuse("این مخزن به مخزن مشترکی بسته نیست.", HTTPStatus.CONFLICT, "/sync")
    try:
        exchange(root, remote, Patience(_SECONDS), now, asked.session.chosen)
    except ClashError as error:
        asked.session.clashes = error.clashes
        return asked.go("/sync", "چیزی این‌جا و آن‌جا دو جور عوض شده است. تا برنگزینید هیچ‌سو جابه‌جا نمی‌شود.")
    asked.session.clashes, asked.session.chosen = (), {}
    return asked.go("/sync", "همگام شد: هرچه این‌جا بود آن‌جا هم هست.")


def chosen(asked: Asked) -> Response:
    """Choose a side for all that clashed in a file, and go on."""
    clashes = asked.session.clashes
    sides = [asked.text(f"side-{number}") for number in range(len(clashes))]
    if not clashes or asked.text("seen") != _seen(clashes) or any(side not in ("ours", "theirs") for side in sides):
        return asked.refuse("این‌ها در این میان عوض شده است؛ دوباره ببینید.", HTTPStatus.CONFLICT, "/sync")
    asked.session.chosen |= {clash: side == "ours" for clash, side in zip(clashes, sides, strict=True)}
    return exchanged(asked)


def _seen(clashes: tuple[Clash, ...]) -> str:
    return hashlib.sha256(repr(clashes).encode()).hexdigest()[:16]


def _name(clash: Clash) -> str:
    return _NAMED.get(clash.key) or str(Idea.model_fields[clash.key].title)


def _shown(call: Call, clash: Clash) -> list[Pair]:
    """Both sides, word by word."""
    ours, theirs = (_words(call, clash.key, side) for side in (clash.ours, clash.theirs))
    return [pair for pair in side_by_side(theirs, ours) if pair.differs]


def _words(call: Call, key: str, said: str) -> str:
    if key == STANDS:
        reasons = names((*call.reasons.returned, *call.reasons.rejected))
        status, *rest = said.split("\n")
        label = LABELS[Status(status)] if status in set(Status) else status
        return to_persian("، ".join([label, *(reasons[part] for part in rest if part in reasons)]))
    return said
