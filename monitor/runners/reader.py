"""The thread on which bodies are read, ended and begun anew after each half second of work.

libxml2 keeps every name it meets (of elements, attributes, prefixes, entities; even runs of blanks) in a dictionary that lxml shares among
all parsers of a thread and frees when the thread ends. A feed that invents names would grow the process by its own size at every check.
Feeds, pages and registers are all read here, so this is the one place where that ends.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from typing import Any, Final, ParamSpec, TypeVar

WORK: Final = 0.5  # CPU seconds of one thread: 25 MB of the worst markup are read in one
P = ParamSpec("P")
T = TypeVar("T")
_Job = tuple["Future[Any]", Callable[[], Any]]


class Reader(Executor):
    """Runs one piece of work at a time, in order, on a thread that is replaced once it has done ``work`` CPU seconds."""

    def __init__(self, work: float = WORK) -> None:
        self._most = work
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        self._thread = self._begin()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a call. Its result or error is the future's.

        Raises:
            RuntimeError: the reader was shut down.
        """
        if self._closed:
            raise RuntimeError("the reader was shut down")
        future: Future[T] = Future()
        self._jobs.put((future, lambda: fn(*args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take nothing more. What is queued is done, or cancelled; with ``wait``, return when it is."""
        self._closed = True
        while cancel_futures:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is not None:
                job[0].cancel()
        self._jobs.put(None)
        while wait and (thread := self._thread).is_alive():  # a thread that ends may have begun another
            thread.join()

    def _begin(self) -> threading.Thread:
        thread = threading.Thread(target=self._read, name="reading", daemon=True)
        thread.start()
        return thread

    def _read(self) -> None:
        while time.thread_time() < self._most:
            job = self._jobs.get()
            if job is None:
                return
            _run(*job)
            del job  # an idle thread keeps nothing alive
        self._thread = self._begin()


def _run(future: Future[Any], call: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to who waits for the result
        future.set_exception(error)
    else:
        future.set_result(result)
