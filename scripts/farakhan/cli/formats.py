"""The forms in which `farakhan check` writes problems."""

from enum import StrEnum


class Format(StrEnum):
    """How problems are written."""

    TEXT = "text"
    GITHUB = "github"
    JSON = "json"
