"""Workers that die of what they read, until nothing waits: python -m tests.poison_worker DATA_DIR; prints by what each ended, as JSON.

Each worker is a process of its own that runs the real task on the real database. SIGKILL leaves no time for any farewell, as when the
kernel takes the memory back.
"""

import json
import os
import signal
import sys
from pathlib import Path

from mailflow.bootstrap.application import Application, build
from mailflow.config import Settings
from mailflow.domain.message import InboundId, InboundMessage
from tests.process import wait_until
from workers import tasks

POISON = b"X-Poison: "
LIVES = 20


def main(data_dir: str) -> None:
    """Start one worker after the other for what waits, as the sweep does."""
    house = build(Settings(data_dir=Path(data_dir), lease_s=0.5))
    _ = house.receiving.ingest  # what it imports takes longer than all that the workers do
    ends: list[int] = []
    while len(ends) < LIVES and wait_until(lambda: bool(_free(house)), timeout_s=1):
        house.close()  # no connection may be shared with a fork
        worker = os.fork()
        if not worker:
            _work(house)
            os._exit(0)
        ends.append(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))
    sys.stdout.write(json.dumps(ends))


def _free(house: Application) -> tuple[InboundId, ...]:
    with house.storage.begin() as uow:
        return uow.inbound.waiting(house.world.clock.now(), 100)


def _work(house: Application) -> None:
    parse = house.post.codec.parse

    def deadly(content: bytes) -> InboundMessage:
        if POISON in content:
            os.kill(os.getpid(), signal.SIGKILL)
        return parse(content)

    house.post.codec.parse = deadly  # type: ignore[method-assign]
    vars(tasks)["application"] = lambda: house
    tasks._ingest([int(number) for number in _free(house)])


if __name__ == "__main__":
    main(*sys.argv[1:])
