"""One window per profile: a second start raises the first and ends."""

from __future__ import annotations

import hashlib
import os
import sys

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from vscdesktop.store.paths import Profile

WAIT = 1000  # milliseconds for the first window to take the call
LONGEST = 100  # bytes of the path of a socket, on any Unix
SILENT = "A window of this profile is open already, but it does not answer. End that process, then start again."


class Single(QObject):
    """The call carries nothing but itself. Which window is the first is said by the lock alone."""

    called = Signal()

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._lock = QLockFile(str(profile.folder / "window.lock"))
        self._lock.setStaleLockTime(0)  # a dead process is told by its id, not by the clock
        path = str(profile.folder / "window.socket")  # in the profile, which only its user may enter
        fits = os.name == "posix" and len(os.fsencode(path)) < LONGEST
        self._name = path if fits else f"vscdesktop-{hashlib.sha256(path.encode()).hexdigest()[:20]}"

    def first(self) -> bool:
        """Is this the only window of the profile? If not, the other one is raised."""
        if not self._lock.tryLock(0):
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(WAIT) and socket.waitForDisconnected(WAIT):
                return False
            # Another process may have the id of a dead window by now; what a living one holds cannot be removed.
            if not (self._lock.removeStaleLockFile() and self._lock.tryLock(0)):
                print(SILENT, file=sys.stderr)
                return False
        QLocalServer.removeServer(self._name)  # what a killed window has left
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)
        self._server.listen(self._name)
        return True

    def leave(self) -> None:
        """From now on another window may be the first."""
        self._server.close()
        self._lock.unlock()

    def _take(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
        self.called.emit()
