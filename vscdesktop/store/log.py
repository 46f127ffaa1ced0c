"""The log of a profile: one file, kept small."""

import logging
from logging.handlers import RotatingFileHandler

from vscdesktop.store.paths import Profile


def keep(profile: Profile) -> None:
    """From now on what this process logs goes there: requests by method and path, never bodies, headers or queries."""
    logger = logging.getLogger("vscdesktop")
    handler = RotatingFileHandler(profile.log, maxBytes=1 << 20, backupCount=3, encoding="utf-8", delay=True)
    if any(getattr(old, "baseFilename", "") == handler.baseFilename for old in logger.handlers):
        return
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
