"""awards.yml as a decision: its bytes, and a digest over all that it says."""

from farakhan.files import tree
from farakhan.files.inputs import digest_of
from farakhan.model.judging import Awards
from farakhan.persian.calendar import iso_day


def digest(awards: Awards) -> str:
    """The sha256 of a decision, in hexadecimal, over canonical JSON of all its keys but `digest` itself."""
    return digest_of(awards.model_dump(mode="json", exclude={"digest"}))


def render(awards: Awards) -> bytes:
    """The bytes of awards.yml, with the digest of what is written, whatever stood in its place."""
    value = {**awards.model_dump(mode="json"), "digest": digest(awards)}
    day = awards.letter.day
    value["letter"] = {"number": awards.letter.number, "day": iso_day(day) if day else None}
    return tree.dump(value).encode()
