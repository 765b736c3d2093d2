"""What staff correct for an idea's owner: a transcription, its photos, and the contact that the vault has.

A text that was read wrongly off a page or out of a message is mended as an act with its reason; the digest is a new
one, and an idea that was accepted is looked at again. A contact is opened, corrected and sealed anew, and the proof of
whose the idea is made anew with it: git has no part in that, so it stands in the vault's log.
"""

from collections.abc import Sequence
from pathlib import Path

from farakhan import sealing
from farakhan.checks.terms import terms
from farakhan.files import idea as idea_file
from farakhan.intake import clips, form_answers
from farakhan.intake.arrival import MASKED, Arrival, Entry, Prepared, prepare
from farakhan.intake.cost import LIMITS
from farakhan.intake.darkroom import apart
from farakhan.model import standing
from farakhan.model.acts import Act, Kind
from farakhan.model.answers import OF_CONTACT, Answer, Answers, Sender, contact_of
from farakhan.model.call import Call
from farakhan.model.contact import Contact
from farakhan.model.idea import MOST_MEDIA, Content, Idea, Media, MediaKind
from farakhan.model.permits import Reach, in_the_way
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace
from farakhan.record.judged import reach
from farakhan.store import disk
from farakhan.store.git import acts
from farakhan.store.git.commits import New, Person
from farakhan.store.spool import beside, sqlite
from farakhan.store.vault import contacts, logbook, originals, proofs

NEITHER = (
    "این پرونده نه عکس JPEG، PNG یا WEBP است و نه کلیپ MP4، MOV، 3GP یا WebM. پیوستش کنید: کنار ایده مهر می‌شود و "
    "داوران نمی‌بینندش."
)


def answers_of(call: Call, idea: Idea) -> Answers:
    """The answers that an idea's file has, to be corrected; the body to the letter."""
    return {**form_answers.read(call, form_answers.given(idea)), "body": idea.body}


def corrected(call: Call, idea: Idea, answers: Answers, media: Sequence[Media]) -> Prepared:
    """What an idea comes to with corrected answers, as the check will look at it; what is missing may still be."""
    entry = Entry(idea.channel, idea.arrived, idea.registered)
    arrival = Arrival(entry=entry, answers=answers, media=tuple(media), mends=idea, whole=False)
    return prepare(call, terms(call), arrival, idea.code)


def see_permitted(place: IdeaPlace, idea: Idea, kind: Kind) -> None:
    """See to it that nothing forbids to change an idea's content.

    Raises:
        FarakhanError: `mend-forbidden`.
    """
    forbids = in_the_way(kind, standing.counted(idea).status, reach(place.root, place.edition, place.code))
    if forbids:
        message = (
            "داوران همین متن را خوانده‌اند و دیگر عوض نمی‌شود؛ نکته را با note در تصمیم هیئت بنویسید."
            if isinstance(forbids, Reach)
            else "این ایده پس گرفته شده است؛ نخست با screen … hold نگهش دارید."
        )
        raise FarakhanError("mend-forbidden", message, place.code)


def commit(  # noqa: PLR0913, PLR0917 (each is a part of the act)
    place: IdeaPlace, act: Act, old: bytes, changed: Idea, who: Person, note: str | None = None
) -> Idea | None:
    """Commit a correction as this person; the idea as it stands then, None where it changes nothing.

    Args:
        place: where the idea stands.
        act: the correction, of this idea alone, with its reason.
        old: its file as the correction was made from it.
        changed: the idea that `corrected` gave.
        who: corrects it, as git knows them.
        note: the secretariat's, where it changes too.

    Raises:
        FarakhanError: `idea-file`; what `commit` raises, `commit-conflict` where somebody changed it meanwhile.
    """
    current = idea_file.parse(place.path, old)
    is_new = changed.digest != current.digest
    if not is_new and note in (None, current.note):
        return None
    kept = {name: getattr(current, name) for name in Idea.model_fields if name not in Content.model_fields}
    if is_new:
        kept |= {"digest": changed.digest, "registered": max(act.at, current.registered)}
        kept |= standing.changed(current, doubtful=False)._asdict()
        kept["note"] = standing.note_after(current)
    kept["note"] = kept["note"] if note is None else note
    new = changed.model_copy(update=kept)
    acts.commit(place.root, {place.path: New(idea_file.render(new), old)}, [act], who)
    return new


def unmarked(note: str) -> str:
    """A note that no longer says that an untouched text is sealed."""
    return "؛ ".join(part for part in note.split("؛ ") if part != MASKED)


def with_media(root: Path, idea: Idea, files: Sequence[Path]) -> tuple[Media, ...]:
    """An idea's photos and clips with more behind them: made anew as the form's are, and put into the vault.

    Raises:
        FarakhanError: `media-many`; `media-kind`, one is neither; `photo-…`, `clip-…`, one is broken or too large; what
            `apart` and the vault raise.
        OSError: a file cannot be read.
    """
    if len(idea.media) + len(files) > MOST_MEDIA:
        raise FarakhanError("media-many", "این ایده به اندازهٔ خود عکس و کلیپ دارد.", idea.code)
    there = {medium.sha256 for medium in idea.media}
    return (*idea.media, *(medium for medium in _taken(root, files) if medium.sha256 not in there))


def _taken(root: Path, files: Sequence[Path]) -> list[Media]:
    """Files in the vault, in their order; all photos are looked at before anything is put there."""
    photos = [file for file in files if not clips.is_clip(file)]
    made = dict(zip(photos, apart([_read(file) for file in photos]), strict=True))
    for file, result in made.items():
        if isinstance(result, FarakhanError):
            code, words = (result.code, result.message) if result.code != "photo-kind" else ("media-kind", NEITHER)
            raise FarakhanError(code, words, str(file))
    return [_kept(root, file, made.get(file)) for file in files]


def _read(file: Path) -> bytes:
    """A photo's bytes, or so many of them that it is too large."""
    with file.open("rb") as source:
        return source.read(LIMITS.bytes + 1)


def _kept(root: Path, file: Path, photo: bytes | FarakhanError | None) -> Media:
    """A photo that was made anew, or else a clip, in the vault."""
    if isinstance(photo, bytes):
        return Media(sha256=originals.put(root, photo), kind=MediaKind.PHOTO.value, bytes=len(photo), caption="")
    try:
        return clips.taken(root, file)
    except FarakhanError as error:
        raise FarakhanError(error.code, error.message, error.place or str(file)) from None


def see_no_letter(root: Path, code: str) -> None:
    """See to it that no contact of an idea waits in the spool, which would come over the corrected one.

    Raises:
        FarakhanError: `contact-waits`.
    """
    if any(taken.letter.code == code and taken.letter.contact for taken in beside.waiting(root / sqlite.FOLDER)):
        message = "این ایده هنوز در صف است و به گیت نرسیده؛ چند دقیقهٔ دیگر دوباره بزنید."
        raise FarakhanError("contact-waits", message, code)


def contact_with(before: Contact, given: Answers) -> Sender:
    """A contact with some of its answers said anew, or the keys of those that are wrong; what is untouched stays."""
    answers = {key: _answer(value) for key, value in before.model_dump().items() if key in OF_CONTACT}
    changed = contact_of({**answers, **given})
    kept = changed.contact.model_copy(update={"untouched": before.untouched}) if changed.contact else None
    return changed._replace(contact=kept)


def _answer(value: object) -> Answer:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, tuple) else str(value)


def is_known_by(root: Path, code: str, mobile: str) -> bool:
    """Whether an idea's owner is known by a mobile; not so where a correction died between contact and proof.

    Raises:
        DamageError: `proof-key`, nobody here could prove an idea to be theirs.
    """
    return proofs.kept(root, code, proofs.proof(proofs.key(root), code, mobile))


def seal_contact(root: Path, call: Call, code: str, contact: Contact, said: tuple[Act, str]) -> None:
    """Seal a corrected contact, and make the owner's proof anew; the log has it first.

    Args:
        root: the repository's top.
        call: of the idea's edition.
        code: the idea's.
        contact: as it is right.
        said: the act, and the name of whoever does it.

    Raises:
        FarakhanError: `contact-waits`; `recipients-few`; what the vault raises.
        DamageError: `proof-key`, nobody here could prove the idea to be theirs; nothing was written.
    """
    disk.refuse_root(root)
    see_no_letter(root, code)
    sealed = sealing.seal(contact, [recipient.key for recipient in call.age_recipients])
    proof = proofs.made(proofs.key(root), code, contact)
    act, who = said
    logbook.change(root, code, who, f"تماس: {act.why}", act.at)
    contacts.put_all(root, {code: contacts.Sealed(sealed, proof)})
