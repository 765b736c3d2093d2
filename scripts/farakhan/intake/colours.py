"""The colour profile of Adobe RGB (1998), for photos that only name it: Pillow makes sRGB's own alone.

Its numbers are those of Adobe RGB (1998) Color Image Encoding, 2005, adapted to D50; the form is ICC.1:2001.
"""

_WHITE = (0.9642, 1.0, 0.8249)
_PRIMARIES = {"r": (0.60974, 0.31111, 0.01947), "g": (0.20528, 0.62567, 0.06087), "b": (0.14919, 0.06322, 0.74457)}
_GAMMA = 563
"""256ths."""
_HEAD, _ENTRY = 132, 12
"""Bytes before the first entry of the list of tags, and of each entry."""


def _fixed(*numbers: float) -> bytes:
    return b"".join(round(number * 2**16).to_bytes(4, signed=True) for number in numbers)


def _profile() -> bytes:
    name = b"Adobe RGB\0"
    tags = {
        "cprt": b"text" + bytes(4) + b"CC0\0",
        "desc": b"desc" + bytes(4) + len(name).to_bytes(4) + name + bytes(78),
        "wtpt": b"XYZ " + bytes(4) + _fixed(*_WHITE),
    }
    for letter, place in _PRIMARIES.items():
        tags[f"{letter}XYZ"] = b"XYZ " + bytes(4) + _fixed(*place)
        tags[f"{letter}TRC"] = b"curv" + bytes(4) + (1).to_bytes(4) + _GAMMA.to_bytes(2)
    table, body = len(tags).to_bytes(4), b""
    for tag, data in tags.items():
        offset = _HEAD + _ENTRY * len(tags) + len(body)
        table += tag.encode() + offset.to_bytes(4) + len(data).to_bytes(4)
        body += data + bytes(-len(data) % 4)
    kind = bytes(8) + b"\x02\x10\0\0mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28)
    whole = kind + _fixed(*_WHITE) + bytes(48) + table + body
    return len(whole).to_bytes(4) + whole[4:]


ADOBE_RGB = _profile()
