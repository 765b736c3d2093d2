"""The process in which strangers' files are opened: `python -m farakhan.intake.… LIMITS`.

It knows nothing but the file that it is given, can write none, and is ended by the system when it takes more time or
memory than one may. Four bytes of length and a file come in; a letter, four bytes of length and what became of it go
out.
"""

import json
import math
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from farakhan.intake.cost import Limits
from farakhan.problems import FarakhanError

READY, DONE, REFUSAL = b"r", b"p", b"n"
"""What an answer is: the process has begun; what was made of a file; a code and words, a line each."""
LENGTH = 4
"""Bytes that say how many follow."""
_NICE = 10


def serve(work: Callable[[bytes, Limits], bytes]) -> None:
    """Do this work on files until no more come; a `FarakhanError` of it is told."""
    limits = Limits(*json.loads(sys.argv[1]))
    with suppress(OSError):  # where that is not allowed it competes as an equal
        os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    files, answers = sys.stdin.buffer, sys.stdout.buffer
    _say(answers, READY, b"")
    while length := files.read(LENGTH):
        data = files.read(int.from_bytes(length))
        _allow(limits.cpu)
        _say(answers, *_done(work, data, limits))


def _allow(seconds: int) -> None:
    """So much more of a core's time; behind that the system ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime) + seconds, hard))


def _done(work: Callable[[bytes, Limits], bytes], data: bytes, limits: Limits) -> tuple[bytes, bytes]:
    try:
        return DONE, work(data, limits)
    except FarakhanError as error:
        return REFUSAL, f"{error.code}\n{error.message}".encode()


def _say(answers: IO[bytes], kind: bytes, data: bytes) -> None:
    answers.write(kind + len(data).to_bytes(LENGTH) + data)
    answers.flush()
