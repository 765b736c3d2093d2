"""awards.yml as a decision: a digest over all that it says."""

from farakhan.files.results import digest_of
from farakhan.model.judging import Awards


def digest(awards: Awards) -> str:
    """The sha256 of a decision, in hexadecimal, over canonical JSON of all its keys but `digest` itself."""
    return digest_of(awards.model_dump(mode="json", exclude={"digest"}))
