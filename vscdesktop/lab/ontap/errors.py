"""What ONTAP refuses, with which code and in which words: one row each.

Codes and words come from NetApp's error tables (the comments in Trident's client, which is generated from
ONTAP's own API description) and from public reports of real answers.  The tables give no HTTP status for
most codes: 404 for what is missing, 409 for what is in the way and 400 for the rest is believed, after the
status list of NetApp's "Interpret an API response".
"""

from typing import Any

from vscdesktop.lab.files import Refused

NO_ENTRY = "no-entry"
ERRORS: dict[str, tuple[int, int, str]] = {
    # the framework's
    "unauthorized": (401, 6691623, "User is not authorized."),
    "no-api": (404, 3, "API not found"),
    "method": (405, 3, "The operation is not supported."),
    NO_ENTRY: (404, 4, "entry doesn't exist"),
    "required": (400, 2, '"{field}" is a required field'),
    "bad-json": (400, 2, "The request body is not a JSON object."),
    "unexpected": (400, 262179, 'Unexpected argument "{name}".'),
    "not-settable": (400, 262196, 'Field "{field}" cannot be set in this operation'),
    "bad-value": (400, 262197, 'The value "{value}" is invalid for field "{field}" (<{expected}>)'),
    # volumes and files
    "offline": (400, 917752, "Volume is offline."),
    "no-volume": (404, 918235, "A volume with UUID {uuid} was not found."),
    "no-file": (404, 6684674, "No such file or directory."),
    "exists": (409, 6488118, "File exists."),
    "read-only": (400, 131102, "Read-only file system."),
    "not-empty": (409, 131138, "Directory not empty."),
    "is-root": (400, 6488110, "A volume delete is not supported on this endpoint."),
    "internal-file": (400, 6488069, "Internal file error. {why}"),
    "rename": (409, 6488082, "Failed to rename {path}."),
    "rename-directory": (
        409,
        6488083,
        "Failed to rename {path} to {new} because a directory named {new} already exists.",
    ),
    "no-mode": (400, 6488084, 'Failed to create {path} because the "unix_permissions" field was not specified.'),
    # file clones
    "absolute": (400, 917812, "A relative path must be used for {field} when a volume is specified."),
    "no-handle": (400, 917864, "Failed to get the file handle. {path}"),
    "clone": (400, 13565952, "Clone start failed. {why}"),
    # snapshots
    "snapshot-space": (400, 524479, "The volume is offline or has no space. {why}"),
    "snapshot-exists": (409, 525059, 'Snapshot "{name}" already exists.'),
    "snapshot-busy": (409, 1638555, 'Snapshot "{name}" has not expired or is locked.'),
}


class Refusal(Exception):
    """A row of ERRORS with its words filled in; `target` is the field it is about."""

    def __init__(self, kind: str, target: str = "", **words: object) -> None:
        self.kind, self.target = kind, target
        self.status, self.code, text = ERRORS[kind]
        self.message = text.format(**words).strip()
        super().__init__(self.message)

    def body(self) -> dict[str, Any]:
        """The `error` object of an answer, where the code is text."""
        error = {"message": self.message, "code": str(self.code)}
        return {"error": {**error, "target": self.target} if self.target else error}


def because(refused: Refused) -> Refusal:
    """What the API says when the volume refuses."""
    if refused.why == "full":
        return Refusal("internal-file", why="No space left on device.")
    other = {"missing": "no-file", "no-parent": "no-file", "is-directory": "exists"}
    return Refusal(other.get(refused.why, refused.why))


def bad_value(field: str, value: object, expected: str) -> Refusal:
    return Refusal("bad-value", field, field=field, value=value, expected=expected)
