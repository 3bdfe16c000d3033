"""Stages run in this process, at most so many at once; what is not done when it stops is leased again later."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

Stage = Callable[[Sequence[int]], Awaitable[object]]
log = structlog.get_logger()


class LocalRunner:
    """Runs stages as tasks of the running event loop.

    A stage that raises is logged and forgotten: its leases run out and the clock submits the work again.
    """

    def __init__(self, stages: Mapping[str, Stage], *, at_once: Mapping[str, int]) -> None:
        self._stages = stages
        self._free = dict(at_once)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def free(self, stage: str) -> int:
        """Return how many more ids of this stage can be taken on now."""
        return 0 if self._stopping else self._free[stage]

    def submit(self, stage: str, ids: Sequence[int]) -> None:
        """Start the stage for each id by itself, so that a slow one delays no other."""
        for one in ids:
            self._free[stage] -= 1
            task = asyncio.get_running_loop().create_task(self._run(stage, one), name=f"{stage}:{one}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, stage: str, one: int) -> None:
        try:
            await self._stages[stage]([one])
        except Exception as error:
            log.exception("stage.failed", stage=stage, id=one, error=type(error).__name__)
        finally:
            self._free[stage] += 1

    async def progress(self) -> None:
        """Wait until at least one of the running stages has ended."""
        if self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def idle(self) -> None:
        """Wait until nothing is running."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self, *, patience: float = 5.0) -> None:
        """Take on nothing more; give what runs ``patience`` seconds to end, then cancel it."""
        self._stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
