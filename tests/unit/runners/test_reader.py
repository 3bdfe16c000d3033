from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError

import pytest

from monitor.runners.reader import Reader


@pytest.fixture
def reader():
    one = Reader()
    yield one
    one.shutdown(cancel_futures=True)


def test_work_is_done_in_order_on_one_thread(reader):
    done = [reader.submit(lambda n=n: (n, threading.current_thread().name, threading.get_ident())) for n in range(20)]
    results = [future.result(5) for future in done]
    assert [number for number, _, _ in results] == list(range(20))
    assert {name for _, name, _ in results} == {"reading"}
    assert len({ident for _, _, ident in results}) == 1


def test_values_and_errors_are_handed_back(reader):
    assert reader.submit(int, "ff", base=16).result(5) == 255
    with pytest.raises(ValueError, match="invalid literal"):
        reader.submit(int, "x").result(5)
    with pytest.raises(SystemExit):
        reader.submit(sys.exit, 1).result(5)
    assert reader.submit(int, "7").result(5) == 7


def busy() -> threading.Thread:
    until = time.thread_time() + 0.02
    while time.thread_time() < until:
        pass
    return threading.current_thread()


def test_a_thread_that_has_worked_is_replaced():
    reader = Reader(work=0.01)
    threads = [reader.submit(busy).result(5) for _ in range(4)]
    assert len({id(thread) for thread in threads}) == 4
    reader.shutdown()
    assert not any(thread.is_alive() for thread in threads)


def test_what_is_queued_is_done_before_the_end():
    reader = Reader(work=0.01)
    queued = [reader.submit(busy) for _ in range(5)]
    reader.shutdown(wait=True)
    assert all(future.done() for future in queued)
    with pytest.raises(RuntimeError):
        reader.submit(int)


def test_what_is_queued_can_be_cancelled():
    reader, gate = Reader(), threading.Event()
    running = reader.submit(gate.wait, 5)
    queued = [reader.submit(int) for _ in range(3)]
    assert queued[0].cancel()
    while not running.running():
        pass
    reader.shutdown(wait=False, cancel_futures=True)
    gate.set()
    assert running.result(5)
    for future in queued:
        with pytest.raises(CancelledError):
            future.result(5)
    reader.shutdown(cancel_futures=True)


def test_a_cancelled_call_is_passed_over(reader):
    gate = threading.Event()
    reader.submit(gate.wait, 5)
    dropped, kept = reader.submit(int), reader.submit(int)
    assert dropped.cancel()
    gate.set()
    assert kept.result(5) == 0


GROWTH = """
import sys
from concurrent.futures import ThreadPoolExecutor
from monitor.feeds.parse import parse_feed
from monitor.runners.reader import Reader

def feed(check):
    names = (f"n{check}_{n}_{'x' * 90}" for n in range(8_000))
    return f"<rss version='2.0'><channel><title>t</title><item><title>x</title>{''.join(f'<{name}/>' for name in names)}</item></channel></rss>".encode()

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

worker = Reader(work=0.05) if sys.argv[1] == "reader" else ThreadPoolExecutor(1)
for check in range(32):
    assert len(worker.submit(parse_feed, feed(check), url="https://example.org/").result(30).entries) == 1
    if check == 7:
        before = resident()
print(resident() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_feed_that_invents_names_does_not_grow_the_process():
    def growth(worker: str) -> int:
        return int(subprocess.run([sys.executable, "-c", GROWTH, worker], check=True, capture_output=True, timeout=120).stdout)

    read = 24 * 8_000 * 100
    assert growth("pool") > read  # what the reader is for: should this fail, lxml has learnt to forget
    assert growth("reader") < read / 2
