"""The confined process in which strangers' documents are read: their text or, where there is none, pictures of it."""

import json

from farakhan.files import docx, pdf
from farakhan.intake.confined import serve
from farakhan.intake.cost import Limits


def extracted(data: bytes, _: Limits) -> bytes:
    """What a document says, as JSON and a line's end; behind them the pictures that it tells the lengths of."""
    if b"%PDF-" not in data[:1024]:
        return _framed(docx.text(data), has_letters=True)
    written = pdf.text(data)
    pictures = [] if written.text else list(pdf.pictures(data))
    return _framed(written.text, *pictures, has_letters=written.has_letters)


def _framed(text: str, *pictures: bytes, has_letters: bool) -> bytes:
    head = {"text": text, "has_letters": has_letters, "pictures": [len(picture) for picture in pictures]}
    return json.dumps(head).encode() + b"\n" + b"".join(pictures)


if __name__ == "__main__":
    serve(extracted)
