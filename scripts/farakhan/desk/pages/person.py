"""Whose an idea is: the contact and what stands beside it, opened with this machine's key for a reason; and erased."""

from http import HTTPStatus

from starlette.datastructures import UploadFile
from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.keyring import HELD, media_type
from farakhan.desk.pages import contact as contact_page
from farakhan.desk.pages.idea import place_of
from farakhan.intake import correcting
from farakhan.model.acts import Kind
from farakhan.model.answers import LABELS
from farakhan.model.idea import MOST_MEDIA
from farakhan.office import attaching, erasing
from farakhan.office.erasing import Deed
from farakhan.office.listing import contact_answers
from farakhan.office.opening import Opening, opened, others_of
from farakhan.office.renewal import see_reason
from farakhan.persian.digits import only, to_persian
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.commits import settle
from farakhan.store.vault import attached


def asking(asked: Asked) -> Response:
    """What opening means, before it is done."""
    place, _ = place_of(asked)
    return asked.show(
        "contact-ask.html",
        code=place.code,
        files=len(attached.names(place.root, place.code)),
        held=asked.session.keyring.minutes(),
        most=int(HELD // 60),
    )


def contact(asked: Asked) -> Response:
    """One contact in the clear, for a reason that is written down first; no address shows it a second time."""
    place, call = place_of(asked)
    acting(place.root, call, asked.session.sitter.who, Kind.CONTACT)
    opening = _opening(asked)
    sender = opened(place.root, place.code, opening)
    others = others_of(place.root, place.code, sender.mobile) if sender.mobile else []
    return asked.show(
        "contact.html",
        code=place.code,
        answers=[(q.label, to_persian(str(words))) for q, words in contact_answers(call, sender) if words is not None],
        untouched=[(LABELS[key], text) for key, text in sender.untouched.items()],
        others=[(code, _title(place._replace(code=code))) for code in others],
        held=asked.session.keyring.minutes(),
        seen=contact_page.seen(sender),
        controls=contact_page.form(call, sender),
        why="",
    )


def files(asked: Asked) -> Response:
    """What stands sealed beside an idea, opened likewise."""
    place, call = place_of(asked)
    acting(place.root, call, asked.session.sitter.who, Kind.ADD)
    there = list(attaching.opened(place.root, place.code, _opening(asked)))
    asked.session.keyring.show(place.code, there)
    return asked.show(
        "contact-files.html",
        code=place.code,
        files=[(number, file.name, media_type(file.name).partition("/")[0]) for number, file in enumerate(there, 1)],
        held=asked.session.keyring.minutes(),
    )


def opened_file(asked: Asked) -> Response:
    """One of the files that this session has opened."""
    place, _ = place_of(asked)
    there = asked.session.keyring.file(place.code, asked.request.path_params["number"])
    if there is None:
        message = "این پیوست باز نیست؛ با دلیل بازش کنید."
        return asked.refuse(message, HTTPStatus.NOT_FOUND, f"/ideas/{place.code}/contact")
    kind = media_type(there.name)
    shown = "attachment" if kind == "application/octet-stream" else "inline"
    return Response(there.data, media_type=kind, headers={"Content-Disposition": f'{shown}; filename="{place.code}"'})


def closed(asked: Asked) -> Response:
    """Put the key away before its time."""
    asked.session.keyring.forget()
    return asked.go("/", "کلید کنار گذاشته شد.")


def _opening(asked: Asked) -> Opening:
    why = _reason(asked)
    return Opening(asked.session.keyring.keys(), asked.session.sitter.who.name, why, now())


def _reason(asked: Asked) -> str:
    why = asked.text("why").strip()
    see_reason(why)
    return why


def _title(place: IdeaPlace) -> str:
    try:
        return read_idea(place).title
    except FarakhanError:
        return ""


def attaching_page(asked: Asked) -> Response:
    """Where a file is put beside an idea, or photos and clips among its own."""
    place, _ = place_of(asked)
    idea, forbidden = read_idea(place), ""
    try:
        correcting.see_permitted(place, idea, Kind.ADD)
    except FarakhanError as error:
        forbidden = error.message
    return asked.show(
        "attach.html",
        code=place.code,
        most=attaching.LIMIT // 2**20,
        left=MOST_MEDIA - len(idea.media),
        forbidden=forbidden,
    )


def attach(asked: Asked) -> Response:
    """Seal files and put them beside an idea."""
    place, call = place_of(asked)
    who, why = asked.session.sitter.who, _reason(asked)
    acting(place.root, call, who, Kind.ADD)
    sent = [part for part in asked.form.getlist("file") if isinstance(part, UploadFile) and part.filename]
    if not sent:
        return asked.refuse("پرونده‌ای برگزیده نشد.", HTTPStatus.BAD_REQUEST, f"/ideas/{place.code}/attach")
    deed = Deed(who, why, now())
    for part in sent:
        file = attaching.file_of(part.filename or "", part.file)
        attaching.attach(place.root, call, place.code, file, deed)
    return asked.go(f"/ideas/{place.code}", to_persian(f"{len(sent)} پرونده کنار این ایده مهر شد."))


def to_erase(asked: Asked) -> Response:
    """What would be erased for good."""
    place, _ = place_of(asked)
    return asked.show("erase.html", code=place.code, there=erasing.to_erase(place.root, place.code))


def erase(asked: Asked) -> Response:
    """Erase what is known of whoever sent an idea, once its code was typed."""
    root = asked.desk.root
    settle(root)
    place, call = place_of(asked)
    who, why = asked.session.sitter.who, _reason(asked)
    acting(root, call, who, Kind.ERASE)
    if only(asked.text("typed")) != place.code:
        message = "کدی که نوشتید کد این ایده نیست؛ چیزی پاک نشد."
        return asked.refuse(message, HTTPStatus.CONFLICT, f"/ideas/{place.code}/erase")
    done = erasing.erase(root, place.code, Deed(who, why, now()), unpublish=True)
    asked.session.keyring.forget()
    notices = [to_persian(f"تماس، نشانه، {done.media} عکس و کلیپ و {done.attached} پیوست برای همیشه پاک شد.")]
    if done.shared:
        notices.append(to_persian(f"{done.shared} عکس یا کلیپ ماند، چون ایدهٔ دیگری هم همان را دارد."))
    if done.published:
        notices.append("عکس‌های منتشرشده برداشته شد؛ سایت را دوباره بسازید. گذشتهٔ گیت هنوز آن‌ها را دارد.")
    return asked.go(f"/ideas/{place.code}", *notices)
