"""Files of a form before its idea is registered: a Word or PDF file is read in place of a message, all are held."""

from http import HTTPStatus
from typing import NamedTuple

from starlette.datastructures import UploadFile
from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.keyring import media_type
from farakhan.intake import documents
from farakhan.office import attaching
from farakhan.problems import FarakhanError


class Taken(NamedTuple):
    """What files brought: their texts, the words by which they are held, and what is to be said of each."""

    text: str
    words: tuple[str, ...]
    notices: tuple[str, ...]


class Shown(NamedTuple):
    """A file that waits, as its form shows it: whether a picture or a voice, and how many pages stand for its text."""

    word: str
    name: str
    kind: str
    pages: int


def taken(asked: Asked) -> Taken:
    """Hold a form's files and read those that are documents; what cannot be read is told and held all the same."""
    texts: list[str] = []
    words: list[str] = []
    notices: list[str] = []
    for sent in asked.form.getlist("files"):
        if not isinstance(sent, UploadFile) or not sent.filename:
            continue
        pages: tuple[bytes, ...] = ()
        try:
            file = attaching.file_of(sent.filename, sent.file)
        except FarakhanError as error:
            notices.append(f"{error.place}: {error.message}")
            continue
        if documents.is_document(file.name, file.data):
            try:
                document = documents.read(file.data)
                texts, pages = [*texts, document.text], document.pages
                notices += [f"{file.name}: {document.why}"] if document.why else []
            except FarakhanError as error:
                notices.append(f"{file.name}: {error.message}")
        words.append(asked.session.tray.put(file, pages))
    return Taken("\n\n".join(filter(None, texts)), tuple(words), tuple(notices))


def shown(asked: Asked, words: tuple[str, ...]) -> list[Shown]:
    """The files that wait, to be looked at."""
    return [
        Shown(held.word, held.file.name, media_type(held.file.name).partition("/")[0], len(held.pages))
        for held in asked.session.tray.waiting(words)
    ]


def page(asked: Asked) -> Response:
    """A page of a file that waits, as a picture; the file itself as its number 0."""
    number = asked.request.path_params["number"]
    held = next(iter(asked.session.tray.waiting([asked.request.path_params["word"]])), None)
    if held is None or number > len(held.pages):
        return asked.refuse("این پرونده دیگر در دست میز نیست؛ دوباره بدهیدش.", HTTPStatus.NOT_FOUND, "/new")
    if number:
        return Response(held.pages[number - 1], media_type="image/webp")
    kind = media_type(held.file.name)
    shape = "attachment" if kind == "application/octet-stream" else "inline"
    return Response(held.file.data, media_type=kind, headers={"Content-Disposition": f'{shape}; filename="file"'})
