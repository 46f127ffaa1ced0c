"""What can go wrong, in the words a person reads. Each text says what happened and what to do."""


class Problem(Exception):
    """Anything expected that stops us; its text is shown as it is."""


class Refused(Problem):
    """A rule says no, before anything was changed by it."""


class Unreachable(Problem):
    """No complete answer: cut, timed out, or not HTTP. Whether the request had an effect is unknown."""


class Denied(Problem):
    """The credential is wrong, or lacks a right. Never retried."""


class Broken(Problem):
    """An answer that is not what this protocol allows."""


class Rejected(Problem):
    """The server understood and said no. `code` is its own code as text."""

    def __init__(self, text: str, code: str = "", status: int = 0) -> None:
        super().__init__(text)
        self.code = code
        self.status = status


class Cancelled(Problem):
    """The person who started it stopped it."""
