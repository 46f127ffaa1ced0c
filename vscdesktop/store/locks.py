"""Which plans a living process of this profile runs."""

from contextlib import AbstractContextManager

from filelock import FileLock, Timeout

from vscdesktop.store.paths import Profile


def running(profile: Profile, plan: str) -> AbstractContextManager[object] | None:
    """Mark a plan as run by this process until the block ends; None when another one runs it."""
    try:
        return FileLock(profile.lock(plan), timeout=0).acquire()  # a lock that was entered too would count twice
    except Timeout:
        return None
