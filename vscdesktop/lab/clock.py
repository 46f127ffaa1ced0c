"""The lab's clock: real time plus jumps, never backwards in one world; waits are shortened by a factor.

Only durations (jobs, caches, eviction, workload) run faster, dates do not: a product that compares the
array's date with its own must not see a lie because a test is in a hurry.
"""

import time


class Clock:
    def __init__(self, factor: float = 1.0) -> None:
        self.factor = factor
        self.jumped = 0.0

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time() + self.jumped

    def after(self, seconds: float) -> float:
        """When a wait of `seconds` that begins now is over."""
        return self.now() + seconds / self.factor

    def jump(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("the clock never goes back")
        self.jumped += seconds
