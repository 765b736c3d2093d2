"""What one commit changed in an idea, side by side, and the last decision taken back."""

import re
from http import HTTPStatus

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.differing import side_by_side
from farakhan.desk.pages.idea import place_of
from farakhan.desk.pages.ideas import STATUSES
from farakhan.files import idea as idea_file
from farakhan.model.acts import Act, Kind
from farakhan.model.call import Call, names
from farakhan.model.idea import Idea
from farakhan.model.standing import SHOWN
from farakhan.office.listing import header, rows
from farakhan.office.screening import last_decision, screen
from farakhan.persian.digits import grouped, to_persian
from farakhan.problems import FarakhanError
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.acts import file_in
from farakhan.store.git.audit import commits_of
from farakhan.store.git.commits import settle

_DIGESTS = frozenset(str(Idea.model_fields[name].title) for name in ("digest", "screened"))
_HEADING = re.compile("^## ", re.MULTILINE)
_WORDS = {
    Kind.ACCEPT: "پذیرفتن",
    Kind.RETURN: "بازگرداندن",
    Kind.REJECT: "نپذیرفتن",
    Kind.HOLD: "نگه داشتن",
    Kind.WITHDRAW: "پس گرفتن",
    Kind.COPY: "نشان رونوشت",
}
_MEANS = {
    Kind.ACCEPT: "ایده از داوری بیرون می‌آید. هنوز هیچ داوری به آن امتیاز نداده است.",
    Kind.RETURN: "صاحبش دیگر نمی‌تواند پس از مهلت درستش کند. اگر خبرش کرده‌اید، دوباره خبر دهید.",
    Kind.REJECT: "ایده دوباره در کار است. اگر به صاحبش گفته‌اید پذیرفته نشد، خبرش کنید.",
    Kind.HOLD: "ایده از نگه‌داشته‌ها بیرون می‌آید.",
    Kind.WITHDRAW: "انصراف برداشته می‌شود. تنها وقتی که به اشتباه ثبت شده باشد؛ خواست صاحبش بر همه پیش است.",
    Kind.COPY: "دیگر رونوشت ایدهٔ دیگر شمرده نمی‌شود.",
}
"""What follows from taking back each decision."""


def changed(asked: Asked) -> Response:
    """An idea before and after a commit."""
    place, call = place_of(asked)
    name = asked.request.path_params["commit"]
    history = commits_of(place.root, place.path)
    commit = next((commit for commit in history if commit.name == name), None)
    if commit is None:
        message = "در تاریخچهٔ این ایده چنین ثبتی نیست."
        return asked.refuse(message, HTTPStatus.NOT_FOUND, f"/ideas/{place.code}")
    before, after = (_read(place.path, data) for data in file_in(place.root, place.path, name))
    old, new = _cells(call, before), _cells(call, after)
    return asked.show(
        "history.html",
        code=place.code,
        commit=commit,
        is_first=before is None,
        cells=[
            (label, old.get(label, ""), new.get(label, ""))
            for label in {**old, **new}
            if old.get(label) != new.get(label)
        ],
        pairs=side_by_side(_text(before), _text(after)),
    )


def _read(path: str, data: bytes | None) -> Idea | None:
    try:
        return idea_file.parse(path, data) if data is not None else None
    except FarakhanError:
        return None


def _text(idea: Idea | None) -> str:
    """A body without the signs of its headings."""
    return _HEADING.sub("", idea.body) if idea else ""


def _cells(call: Call, idea: Idea | None) -> dict[str, str]:
    """All of an idea but its text, in words, by label."""
    if idea is None:
        return {}
    (cells,) = rows(call, [idea], None)
    words = {
        label: grouped(cell) if isinstance(cell, int) else _word(label, str(cell or ""))
        for label, cell in zip(header(contacts=False), cells, strict=True)
    }
    return {**words, "عکس و کلیپ": to_persian(len(idea.media))}


def _word(label: str, cell: str) -> str:
    """A cell as people read it: of a digest its first letters, as it is written everywhere."""
    return cell[:SHOWN] if label in _DIGESTS else to_persian(cell)


def undoing(asked: Asked) -> Response:
    """What would follow from taking the last decision back."""
    place, call = place_of(asked)
    last = last_decision(place)
    if last is None:
        return _nothing(asked, place.code)
    kind = last.done.act.kind
    reasons = names((*call.reasons.returned, *call.reasons.rejected))
    return asked.show(
        "undo.html",
        code=place.code,
        done=last.done,
        words=_WORDS[kind],
        means=_MEANS[kind],
        why=reasons.get(last.done.act.why, last.done.act.why),
        becomes=STATUSES[last.status.value],
    )


def undone(asked: Asked) -> Response:
    """Take the last decision back, if it is still the one that was shown."""
    settle(asked.desk.root)
    place, call = place_of(asked)
    last, who = last_decision(place), asked.session.sitter.who
    if last is None or last.done.commit != asked.text("commit"):
        return _nothing(asked, place.code)
    by = acting(place.root, call, who, Kind.UNDO)
    act = Act(kind=Kind.UNDO, ideas=(place.code,), by=by, at=now(), why=asked.text("why"))
    screen(place.root, act, {place.path: last.new}, who)
    return asked.go(f"/ideas/{place.code}", f"تصمیم برگشت. اکنون: {STATUSES[last.status.value]}.")


def _nothing(asked: Asked, code: str) -> Response:
    message = (
        "تصمیمی نیست که برگردد: یا پس از آن چیزی عوض شده، یا داوری آغاز شده است، یا خود صاحب ایده کرده است."
        " تصمیم تازه‌ای بگیرید."
    )
    return asked.refuse(message, HTTPStatus.CONFLICT, f"/ideas/{code}")
