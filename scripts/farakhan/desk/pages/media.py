"""Photos and clips of the work that staff bring for an idea's owner: made anew as the form's are; judges see them."""

import shutil
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile
from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.idea import place_of
from farakhan.files import idea as idea_file
from farakhan.intake import correcting
from farakhan.model.acts import Act, Kind
from farakhan.model.idea import Idea, Media
from farakhan.office.renewal import see_reason
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.commits import settle

FIELD = "media"


def sent(asked: Asked) -> list[UploadFile]:
    """The photos and clips of a form."""
    return [part for part in asked.form.getlist(FIELD) if isinstance(part, UploadFile) and part.filename]


def with_sent(asked: Asked, idea: Idea) -> tuple[Media, ...]:
    """An idea's photos and clips with those of a form behind them, in the vault.

    Raises:
        FarakhanError: what `correcting.with_media` raises, with the name that a file came by.
    """
    files = sent(asked)
    if not files:
        return idea.media
    with TemporaryDirectory() as folder:
        paths = [_copied(file, Path(folder) / str(number)) for number, file in enumerate(files)]
        try:
            return correcting.with_media(asked.desk.root, idea, paths)
        except FarakhanError as error:
            place = error.place.rpartition("/")[2]
            name = f"{files[int(place)].filename}: " if place.isdecimal() and int(place) < len(files) else ""
            raise FarakhanError(error.code, f"{name}{error.message}", error.place) from None


def _copied(file: UploadFile, path: Path) -> Path:
    """A file of a form on the disk, where what looks at clips can read it, until it is looked at."""
    with path.open("wb") as copy:
        shutil.copyfileobj(file.file, copy)
    return path


def added(asked: Asked) -> Response:
    """Put photos and clips among those of an idea: its content changes, as an act with its reason."""
    settle(asked.desk.root)
    place, call = place_of(asked)
    who, why, back = asked.session.sitter.who, asked.text("why").strip(), f"/ideas/{place.code}/attach"
    see_reason(why)
    old = place.data()
    idea = idea_file.parse(place.path, old)
    correcting.see_permitted(place, idea, Kind.ADD)
    act = Act(kind=Kind.ADD, ideas=(place.code,), by=acting(place.root, call, who, Kind.ADD), at=now(), why=why)
    if not sent(asked):
        return asked.refuse("پرونده‌ای برگزیده نشد.", HTTPStatus.BAD_REQUEST, back)
    media = with_sent(asked, idea)
    prepared = correcting.corrected(call, idea, correcting.answers_of(call, idea), media)
    faults = [fault.words for fault in prepared.problems if fault.words]
    if prepared.idea is None or prepared.problems:
        return asked.refuse(" ".join(faults), HTTPStatus.CONFLICT, back)
    new = correcting.commit(place, act, old, prepared.idea, who)
    if new is None:
        return asked.go(f"/ideas/{place.code}", "چیزی عوض نشد: همین‌ها را پیش‌تر داشت.")
    count = to_persian(str(len(new.media) - len(idea.media)))
    notices = [f"{count} عکس و کلیپ افزوده شد. اثر انگشت تازه است؛ رسید پیشین صاحب ایده آن‌ها را نشان نمی‌دهد."]
    if new.status is not idea.status:
        notices.append("محتوا عوض شده است؛ ایده دوباره دیده می‌شود.")
    return asked.go(f"/ideas/{place.code}", *notices)
