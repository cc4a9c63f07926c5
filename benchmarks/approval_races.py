"""The chair's desk in a rush: races of many mails at once about the minutes of one meeting, on PostgreSQL, and what went wrong in them.

    python benchmarks/approval_races.py [--races 500] [--messages 100] [--first 0] [--processes 2]

Each race has a database of its own, eight workers, and people who approve, edit, note, stop, forge and copy; what must hold is said in
tests/approval_races.py. Printed are each flaw with the seed of its race, a line for every ten races, and the sums, also where it is
interrupted; exit 1 after a flaw.
Needs PostgreSQL, which is started as the tests do.
"""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.repositories.engine import open_engine
from tests import servers
from tests.approval_races import Race

_TOLD_EVERY = 10


@dataclass(frozen=True, slots=True)
class Raced:
    """How a race went."""

    flaws: tuple[str, ...]
    figures: Counter[str]
    seconds: float


def run(url: str, seed: int, messages: int) -> Raced:
    """Run one race on a new database of a server."""
    with servers.fresh_database(url) as database:
        engine = open_engine(database)
        try:
            upgrade(engine)
            race = Race(engine, seed, messages).run()
            return Raced(tuple(race.flaws()), race.figures(), race.seconds)
        except TimeoutError as error:
            return Raced((str(error),), Counter(), 0.0)
        finally:
            engine.dispose()


def _told(done: list[Raced], began_at: float) -> str:
    total = sum((one.figures for one in done), Counter[str]())
    sums = ", ".join(f"{count} {name}" for name, count in total.items())
    took, longest = time.monotonic() - began_at, max((one.seconds for one in done), default=0.0)
    flaws = sum(len(one.flaws) for one in done)
    return f"{len(done)} races in {took:.0f} s, the longest {longest:.1f} s: {sums}; {flaws} flaws"


def main() -> int:
    """Run the races and tell how they went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("--races", 500), ("--messages", 100), ("--first", 0), ("--processes", 2)):
        parser.add_argument(name, type=int, default=default)
    arguments = parser.parse_args()
    began_at, done = time.monotonic(), list[Raced]()
    seeds = range(arguments.first, arguments.first + arguments.races)
    with servers.postgres() as server, ProcessPoolExecutor(arguments.processes) as pool:
        try:
            for future in as_completed([pool.submit(run, server.url, seed, arguments.messages) for seed in seeds]):
                done.append(future.result())
                print(*done[-1].flaws, sep="\n", end="\n" if done[-1].flaws else "", flush=True)
                if len(done) % _TOLD_EVERY == 0:
                    print(_told(done, began_at), flush=True)
        finally:  # whoever interrupts it is told how far it went
            pool.shutdown(cancel_futures=True)
            print(_told(done, began_at), flush=True)
    return 1 if any(one.flaws for one in done) else 0


if __name__ == "__main__":
    sys.exit(main())
