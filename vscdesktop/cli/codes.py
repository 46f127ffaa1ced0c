"""Exit codes, and which end of a plan means which."""

from enum import IntEnum

SECRETS = ("keyring", "session")


class Code(IntEnum):
    DONE = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    WAITING = 4
    RESIDUE = 5
