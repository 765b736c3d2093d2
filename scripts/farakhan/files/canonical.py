"""JSON of which a value has one form: what stands in the record, and what digests are made of."""

import json


def render(value: object) -> bytes:
    """A value as a file of the record: sorted keys, two spaces, UTF-8 without escapes, one newline at the end."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def line(value: object) -> bytes:
    """A value as digests see it: sorted keys, UTF-8 without escapes or spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
