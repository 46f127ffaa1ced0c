"""One window per profile: a second start raises the first and ends."""

from __future__ import annotations

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from vscdesktop.store.paths import Profile

WAIT = 1000  # milliseconds for the first window to take the call


class Single(QObject):
    """The socket lies in the profile, which only its user may enter; it carries nothing but the call itself."""

    called = Signal()

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._lock = QLockFile(str(profile.folder / "window.lock"))
        self._lock.setStaleLockTime(0)  # a dead process is told by its id, not by the clock
        self._name = str(profile.folder / "window.socket")

    def first(self) -> bool:
        """Is this the only window of the profile? If not, the other one is raised."""
        if not self._lock.tryLock(0):
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            socket.waitForConnected(WAIT)
            return False
        QLocalServer.removeServer(self._name)  # what a killed window has left
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)
        self._server.listen(self._name)
        return True

    def _take(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
        self.called.emit()
