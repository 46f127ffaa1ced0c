"""The verbs that change ONTAP: how each is called, how its effect is seen, how it is reversed."""

import time
from typing import ClassVar

from vscdesktop.clients.ontap.client import Ontap, file_path
from vscdesktop.clients.ontap.wire import Volume
from vscdesktop.domain.calls import Call
from vscdesktop.domain.errors import Problem, Refused, Rejected
from vscdesktop.plans.model import Args, Learnt, Seen
from vscdesktop.plans.work import Ticket
from vscdesktop.services import lease
from vscdesktop.services.look import text_of
from vscdesktop.services.systems import Systems

BUSY = ("1638543", "1638555", "524481")  # has an owner, is locked, volume fenced (ONTAP REST error reference)
BUSY_FOR = 20.0  # seconds; after cloning from it, a snapshot may stay busy for minutes
FULL = "No space left on device"
WRITTEN_TO = (
    "{path} is no longer what {same} holds: a guest has worked on it since, or that snapshot is gone. It is kept. "
    "Copy what is needed out of it; when it is moved elsewhere, the plan can go on without it."
)
Sight = tuple[Seen, Learnt]


class OntapVerb:
    """What most verbs have in common: one call, sent as it was shown, nothing to reverse."""

    check = False
    good_for = 0.0
    tidies = False
    name: ClassVar[str]

    def __init__(self, systems: Systems) -> None:
        self.systems = systems

    def calls(self, args: Args) -> tuple[Call, ...]:
        raise NotImplementedError

    def act(self, args: Args, ticket: Ticket) -> Learnt:
        array = self.systems.array(args["home"])
        for call in self.calls(args):
            try:
                array.send(call, ticket.wait)
            except Rejected as error:
                raise Rejected(_told(array, args, error), error.code, error.status) from error
        return {}

    def reverse(self, _args: Args) -> tuple[str, Args] | None:
        return None


def _told(array: Ontap, args: Args, error: Rejected) -> str:
    """A full volume by its name, and what to do about it; anything else as it is."""
    if FULL not in str(error):
        return str(error)
    try:
        volume = array.one(f"/storage/volumes/{args['volume']}", Volume, fields="name").name
    except Problem:
        volume = args["volume"]
    return (
        f"volume {volume} is full. {error} Make room there (remove old restore points, or grow the volume), then make "
        "the plan again."
    )


def _path(args: Args, key: str = "path") -> str:
    return file_path(args["volume"], args[key])


def _only(args: Args, *names: str) -> dict[str, str]:
    return {n: args[n] for n in names}


class DirMake(OntapVerb):
    """Make a directory. With `names` it is ours alone: undone together with those files in it."""

    name = "dir.make"

    def calls(self, args: Args) -> tuple[Call, ...]:
        body = {"type": "directory", "unix_permissions": int(args["mode"])}
        return (Call(args["home"], "POST", _path(args), body=body),)

    def seen(self, args: Args) -> Sight:
        found = self.systems.array(args["home"]).file(args["volume"], args["path"])
        if found is None:
            return Seen.NOT_DONE, {}
        if found.type != "directory":
            return Seen.UNCLEAR, {"text": f"{args['path']} is there, but it is a {found.type}."}
        return Seen.DONE, {}

    def reverse(self, args: Args) -> tuple[str, Args] | None:
        return ("dir.drop", _only(args, "home", "volume", "path", "names")) if "names" in args else None


class DirDrop(OntapVerb):
    """Remove a directory of ours with the files we put there; anything else in it makes it stay."""

    name = "dir.drop"
    tidies = True

    def calls(self, args: Args) -> tuple[Call, ...]:
        paths = [f"{args['path']}/{n}" for n in args["names"].split(",") if n] + [args["path"]]
        return tuple(Call(args["home"], "DELETE", file_path(args["volume"], p)) for p in paths)

    def act(self, args: Args, ticket: Ticket) -> Learnt:
        array = self.systems.array(args["home"])
        there = {f.name for f in array.listing(args["volume"], args["path"]) or ()}
        ours = {n for n in args["names"].split(",") if n}
        if there - ours:
            raise Rejected(f"{args['path']} also holds {', '.join(sorted(there - ours))}; it was left alone.")
        for call, name in zip(self.calls(args), [*args["names"].split(","), ""], strict=False):
            if name in there or not name:
                array.send(call, ticket.wait)
        return {}

    def seen(self, args: Args) -> Sight:
        found = self.systems.array(args["home"]).file(args["volume"], args["path"])
        return (Seen.DONE if found is None else Seen.NOT_DONE), {}


class FilePut(OntapVerb):
    """Write a small file of ours; `seen` compares what is really there with what was meant."""

    name = "file.put"
    overwrite = "true"

    def calls(self, args: Args) -> tuple[Call, ...]:
        query = {"overwrite": self.overwrite, "byte_offset": "0"}  # the API's default offset appends
        return (Call(args["home"], "POST", _path(args), query, upload=args["text"]),)

    def seen(self, args: Args) -> Sight:
        found = text_of(self.systems.array(args["home"]), args["volume"], args["path"])
        return (Seen.DONE if found == args["text"] else Seen.NOT_DONE), {}


class LeaseTake(FilePut):
    """Create the lease of an instance, if there is none. `away`: where undo moves it, below the plan's folder."""

    name = "lease.take"
    overwrite = "false"

    def seen(self, args: Args) -> Sight:
        found = text_of(self.systems.array(args["home"]), args["volume"], args["path"])
        if found is not None and found != args["text"]:
            raise Refused(lease.held(found))
        return (Seen.DONE if found is not None else Seen.NOT_DONE), {}

    def reverse(self, args: Args) -> tuple[str, Args] | None:
        return "lease.drop", args


class LeaseDrop(OntapVerb):
    """Give a lease back: move it below the plan's folder (`away`), where only its owner finds the way."""

    name = "lease.drop"

    def calls(self, args: Args) -> tuple[Call, ...]:
        return (Call(args["home"], "PATCH", _path(args), body={"path": args["away"]}),)

    def seen(self, args: Args) -> Sight:
        found = text_of(self.systems.array(args["home"]), args["volume"], args["path"])
        return (Seen.NOT_DONE if found == args["text"] else Seen.DONE), {}


class FileRename(OntapVerb):
    """Rename within a volume. `inode`, when it is known, proves that it is the same file; `was`, that it is not
    the one that stood at the target when this was planned."""

    name = "file.rename"

    def calls(self, args: Args) -> tuple[Call, ...]:
        return (Call(args["home"], "PATCH", _path(args, "source"), body={"path": args["target"]}),)

    def seen(self, args: Args) -> Sight:
        array, inode = self.systems.array(args["home"]), args.get("inode", "")
        source, target = (array.file(args["volume"], args[k]) for k in ("source", "target"))

        def ours(number: int) -> bool:
            return not inode or str(number) == inode

        placed = target is not None and str(target.inode_number) != args.get("was") and ours(target.inode_number)
        if placed and source is None:
            return Seen.DONE, {}
        if source is not None and target is None and ours(source.inode_number):
            return Seen.NOT_DONE, {}
        if source is None and target is None and "nothing" in args:
            return Seen.DONE, {}
        words = [
            f"{args[k]} is {'absent' if f is None else f'inode {f.inode_number}'}"
            for k, f in (("source", source), ("target", target))
        ]
        return Seen.UNCLEAR, {"text": f"{words[0]}, {words[1]}" + (f"; expected inode {inode}." if inode else ".")}

    def reverse(self, args: Args) -> tuple[str, Args] | None:
        back = {**args, "source": args["target"], "target": args["source"]}
        # somebody may have tidied a small file of ours away, with its folder: then nothing is left to undo
        return "file.rename", back | ({"nothing": "is fine"} if args.get("small") else {})


class FileDelete(OntapVerb):
    """Delete one live disk that was renamed away: only this inode, and done only when it is at no name of it."""

    name = "file.delete"

    def calls(self, args: Args) -> tuple[Call, ...]:
        return (Call(args["home"], "DELETE", _path(args)),)

    def seen(self, args: Args) -> Sight:
        array = self.systems.array(args["home"])
        looks = []
        for _ in range(2):  # what is irrevocable needs two agreeing reads
            found = [array.file(args["volume"], args[k]) for k in ("path", "away")]
            looks.append([0 if f is None else f.inode_number for f in found])
        if looks[0] != looks[1]:
            return Seen.UNCLEAR, {"text": f"Two looks at {args['path']} disagree."}
        old, live = looks[0]
        if str(old) == args["inode"]:
            return self._still_kept(args)
        if old or str(live) == args["inode"]:
            return Seen.UNCLEAR, {"text": f"{args['path']} is inode {old or 'absent'}, expected {args['inode']}."}
        return Seen.DONE, {}

    def _still_kept(self, args: Args) -> Sight:
        """Whoever goes on with a plan hours later must see it too: a guest may have worked on the hidden file since."""
        if "same" in args:
            array = self.systems.array(args["home"])
            found = [array.file(args["volume"], args[k]) for k in ("path", "same")]
            marks = [None if f is None else (f.size, f.modified_time) for f in found]
            if marks[0] != marks[1]:
                return Seen.UNCLEAR, {"text": WRITTEN_TO.format(**args)}
        return Seen.NOT_DONE, {}


class FileClone(OntapVerb):
    """An ONTAP file clone: shares every block, copies none."""

    name = "file.clone"

    def calls(self, args: Args) -> tuple[Call, ...]:
        body = {
            "volume": {"uuid": args["volume"]},
            "source_path": args["source"],
            "destination_path": args["target"],
            "autodelete": False,
        }
        return (Call(args["home"], "POST", "/storage/file/clone", body=body),)

    def seen(self, args: Args) -> Sight:
        found = self.systems.array(args["home"]).file(args["volume"], args["target"])
        if found is None:
            return Seen.NOT_DONE, {}
        return Seen.DONE, {"inode": str(found.inode_number), "size": str(found.size)}


class SnapshotMake(OntapVerb):
    """A snapshot of one volume; learns when it was asked for and when it was there."""

    name = "snapshot.make"

    def calls(self, args: Args) -> tuple[Call, ...]:
        body = _only(args, "name", "comment")
        return (Call(args["home"], "POST", f"/storage/volumes/{args['volume']}/snapshots", body=body),)

    def act(self, args: Args, ticket: Ticket) -> Learnt:
        sent = time.time()
        super().act(args, ticket)
        return {"sent": f"{sent * 1000:.0f}", "done": f"{time.time() * 1000:.0f}"}

    def seen(self, args: Args) -> Sight:
        found = snapshot(self.systems, args)
        return (Seen.DONE, {"uuid": found}) if found else (Seen.NOT_DONE, {})

    def reverse(self, args: Args) -> tuple[str, Args] | None:
        return "snapshot.drop", _only(args, "home", "volume", "name")


class SnapshotDrop(OntapVerb):
    """Delete a snapshot of ours. It stays busy for a while after files were cloned from it."""

    name = "snapshot.drop"
    tidies = True

    def act(self, args: Args, ticket: Ticket) -> Learnt:
        """Ask again for a while when it is busy; longer than that is left to `check`."""
        end, pause = time.monotonic() + BUSY_FOR, 0.5
        while True:
            try:
                return super().act(args, ticket)
            except Rejected as error:
                if error.code not in BUSY or time.monotonic() + pause > end:
                    raise
            ticket.wait(pause)
            pause *= 1.5

    def calls(self, args: Args) -> tuple[Call, ...]:
        uuid = args.get("uuid") or f"{{snapshot:{args['name']}}}"
        return (Call(args["home"], "DELETE", f"/storage/volumes/{args['volume']}/snapshots/{uuid}"),)

    def seen(self, args: Args) -> Sight:
        found = snapshot(self.systems, args)
        return (Seen.NOT_DONE, {"uuid": found}) if found else (Seen.DONE, {})


def snapshot(systems: Systems, args: Args) -> str:
    """The uuid of the snapshot with that name, "" when there is none."""
    found = systems.array(args["home"]).snapshots(args["volume"], args["name"])
    return found[0].uuid if found else ""
