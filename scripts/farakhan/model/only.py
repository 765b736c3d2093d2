"""What a change of the record may bring, as CI asks it of a stranger's pull request."""

from enum import StrEnum


class Only(StrEnum):
    """What a change may bring."""

    ALL = "all"
    IDEAS = "ideas"
