"""Long work shared out among processes, as many as there are cores."""

import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import active_count
from typing import Any, TypeVar

BATCH = 100
"""Ideas that make one piece of work: enough to be worth a message between processes."""

T = TypeVar("T")
R = TypeVar("R")


def in_batches(work: Callable[[Sequence[T]], R], items: Sequence[T]) -> Iterator[R]:
    """`work` of some items after the other, in their order; no more than one batch is done in this process."""
    batches = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
    return (spread if len(batches) > 1 else map)(work, batches)


def spread(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """`work` of each item, in the items' order.

    The processes are forks: they find everything as it stands here, and only what they give back is copied. Where
    other threads run forking is not safe, and where the system has none all is done in this process. They are at work
    when this returns, and wait when they are far ahead of what is taken.

    Args:
        work: what it raises is raised here.
        items: so large that one is worth a message between processes.
    """
    count = min(os.cpu_count() or 1, len(items))
    if count <= 1 or active_count() > 1 or "fork" not in get_all_start_methods():
        return map(work, items)
    context = get_context("fork")
    receivers: list[Connection] = []
    processes: list[BaseProcess] = []
    for number in range(count):
        receiver, sender = context.Pipe(duplex=False)
        receivers.append(receiver)
        process = context.Process(target=_serve, args=(work, items[number::count], sender, receivers), daemon=True)
        processes.append(process)
        process.start()
        sender.close()
    received = _received(receivers, processes, len(items))
    next(received)  # begun, so that the processes are ended even if nothing is ever taken
    return received


def _received(receivers: Sequence[Connection], processes: Sequence[BaseProcess], total: int) -> Iterator[Any]:
    try:
        yield None
        for place in range(total):
            value, error = receivers[place % len(receivers)].recv()
            if error:
                raise error
            yield value
    finally:
        for process, receiver in zip(processes, receivers, strict=True):
            receiver.close()
            process.terminate()
            process.join()


def _serve(work: Callable[[T], R], items: Sequence[T], sender: Connection, inherited: Sequence[Connection]) -> None:
    for receiver in inherited:  # held open here, it would keep a sibling waiting for a parent that is gone
        receiver.close()
    for item in items:
        try:
            sender.send((work(item), None))
        except Exception as error:  # noqa: BLE001 (told to the parent, who raises it)
            sender.send((None, error))
            return
