"""Which plans a living process of this profile runs."""

from filelock import FileLock, Timeout

from vscdesktop.store.paths import Profile


def running(profile: Profile, plan: str) -> FileLock | None:
    """Mark a plan as run by this process until the lock is released; None when another one runs it."""
    lock = FileLock(profile.lock(plan), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return None
    return lock
