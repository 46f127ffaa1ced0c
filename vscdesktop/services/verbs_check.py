"""The verbs that only look. They raise Refused with the reason when the answer is no."""

import json

from vscdesktop.domain import qcow2
from vscdesktop.domain.calls import Call
from vscdesktop.domain.errors import Refused
from vscdesktop.plans.model import Args, Learnt, Seen
from vscdesktop.plans.work import Ticket
from vscdesktop.services import facts, lease, read_cloud
from vscdesktop.services.look import identity, text_of
from vscdesktop.services.systems import Systems


class Check:
    check = True
    good_for = 0.0
    tidies = False
    name: str

    def __init__(self, systems: Systems) -> None:
        self.systems = systems

    def calls(self, _args: Args) -> tuple[Call, ...]:
        return ()

    def act(self, args: Args, ticket: Ticket) -> Learnt:
        raise NotImplementedError

    def seen(self, _args: Args) -> tuple[Seen, Learnt]:
        return Seen.NOT_DONE, {}  # a check is never taken as done

    def reverse(self, _args: Args) -> tuple[str, Args] | None:
        return None


class FactsSame(Check):
    """Everything the plan was made from is still so (`facts`: JSON)."""

    name = "facts.same"

    def act(self, args: Args, _ticket: Ticket) -> Learnt:
        found = facts.changed(self.systems, json.loads(args["facts"]))
        if found:
            raise Refused(f"Something has changed: {'; '.join(found)}. Look again and make a new plan.")
        return {}


class LeaseHeld(Check):
    """The lease is still the one this plan took."""

    name = "lease.held"

    def act(self, args: Args, _ticket: Ticket) -> Learnt:
        found = text_of(self.systems.array(args["home"]), args["volume"], args["path"])
        if found != args["text"]:
            words = "nobody holds it any more" if found is None else lease.held(found)
            raise Refused(f"This plan no longer holds its instance: {words}")
        return {}


class InstanceStopped(Check):
    """The instance is Stopped and CloudStack does nothing with it or its disks: two agreeing reads.

    With `disks` (see facts) its disks are still those.
    """

    name = "instance.stopped"
    good_for = 10.0

    def act(self, args: Args, _ticket: Ticket) -> Learnt:
        for _ in range(2):
            self._look(args["home"], args["instance"], args.get("disks", ""))
        return {}

    def _look(self, home: str, uuid: str, planned: str) -> None:
        found = facts.one_instance(self.systems, home, uuid)
        if found.state != "Stopped":
            raise Refused(f"{found.name} is {found.state}, not Stopped.")
        if found.jobid and found.jobstatus == 0:
            raise Refused(f"CloudStack is working on {found.name} (job {found.jobid}).")
        disks = facts.disks_of(self.systems, home, uuid)
        for disk in disks:
            if disk.state != "Ready" or (disk.jobid and disk.jobstatus == 0):
                raise Refused(f"CloudStack is working on disk {disk.name} of {found.name} ({disk.state}).")
        if planned and facts.disks_text(read_cloud.disk(home, d) for d in disks) != planned:
            raise Refused(f"The disks of {found.name} are no longer those that this plan was made for.")


class CopySame(Check):
    """A copy is as large as its source and its image head is the expected one; learns its size and inode."""

    name = "copy.same"

    def act(self, args: Args, _ticket: Ticket) -> Learnt:
        array, volume = self.systems.array(args["home"]), args["volume"]
        copy, source = array.file(volume, args["path"]), array.file(volume, args["source"])
        if copy is None or source is None:
            raise Refused(f"{args['path'] if copy is None else args['source']} is not there.")
        if copy.size != source.size:
            raise Refused(f"{args['path']} has {copy.size} bytes, its source {source.size}.")
        header = qcow2.parse(array.read(volume, args["path"], 0, qcow2.HEAD))
        if header is None or header.backing != args["backing"]:
            raise Refused(
                f"{args['path']} is not the image it was: its head does not name {args['backing'] or 'nothing'}."
            )
        return {"size": str(copy.size), "inode": str(copy.inode_number), "virtual": str(header.virtual)}


class BaseSame(Check):
    """A backing file, or its protecting clone, is the one that was meant: size and hash."""

    name = "base.same"

    def act(self, args: Args, _ticket: Ticket) -> Learnt:
        array = self.systems.array(args["home"])
        found = array.file(args["volume"], args["path"])
        if found is None:
            raise Refused(f"{args['path']} is not there.")
        if str(found.size) != args["size"] or args["sha256"] != identity(
            array, args["volume"], args["path"], found.size
        ):
            raise Refused(f"{args['path']} is another file than the backing file that was meant.")
        return {}


class FilesSame(Check):
    """Pairs of files (`pairs`: JSON list of home, volume, path, path) agree in size and time of change."""

    name = "files.same"

    def act(self, args: Args, _ticket: Ticket) -> Learnt:
        for home, volume, one, other in json.loads(args["pairs"]):
            found = [self.systems.array(home).file(volume, path) for path in (one, other)]
            marks = [None if f is None else (f.size, f.modified_time) for f in found]
            if marks[0] is None or marks[0] != marks[1]:
                raise Refused(f"{one} is no longer as it was in the snapshot: somebody has written to it.")
        return {}


class FilesThere(Check):
    """After the last rename: each name holds the inode and size that was put there (`files`: JSON)."""

    name = "files.there"

    def act(self, args: Args, _ticket: Ticket) -> Learnt:
        for home, volume, path, inode, size in json.loads(args["files"]):
            found = self.systems.array(home).file(volume, path)
            same = not inode or (found is not None and str(found.inode_number) == inode)  # "" = never learnt
            if found is None or not same or found.size < int(size or 0):
                raise Refused(f"{path} is not the file that was put there.")
        return {}
