"""The verbs of tidying: out of sight, a last look whether anybody needs it, and only then gone, or back."""

import json

from vscdesktop.domain import points
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.keys import Place
from vscdesktop.plans.model import Args, Learnt, Seen
from vscdesktop.plans.work import Ticket
from vscdesktop.services import catalog
from vscdesktop.services.look import identity
from vscdesktop.services.verbs_check import Check
from vscdesktop.services.verbs_ontap import FileRename, Sight


class FileAside(FileRename):
    """Move what may go to a name of this plan alone. Done when its own name no longer leads to it: whether it is
    where we meant it to be is for the looks behind, somebody else may have been faster."""

    name = "file.aside"

    def seen(self, args: Args) -> Sight:
        found = self.systems.array(args["home"]).file(args["volume"], args["source"])
        there = found is not None and str(found.inode_number) == args["inode"]
        return (Seen.NOT_DONE if there else Seen.DONE), {}

    def reverse(self, args: Args) -> tuple[str, Args] | None:
        return "file.back", {**args, "source": args["target"], "target": args["source"]}


class FileBack(FileRename):
    """Move what stands aside back to where it belongs, unless something stands there by now."""

    name = "file.back"
    tidies = True

    def seen(self, args: Args) -> Sight:
        array = self.systems.array(args["home"])
        if array.file(args["volume"], args["source"]) is None:
            return Seen.DONE, {}
        if array.file(args["volume"], args["target"]) is not None:
            raise Refused(f"{args['target']} has been made anew, so {args['source']} is left for the next `check`.")
        return Seen.NOT_DONE, {}

    def reverse(self, _args: Args) -> tuple[str, Args] | None:
        return None


class BaseUnused(Check):
    """No manifest in this pool (`pool`: its directory) names the protecting clone `path`, or another one like it has
    taken the place of the one that stands `aside`."""

    name = "base.unused"

    def act(self, args: Args, _ticket: Ticket) -> Learnt:
        pool, keep = (Place(args["home"], args["volume"], args[k]) for k in ("pool", "path"))
        for _ in range(2):
            needed = keep in catalog.bases(self.systems, pool)
            if needed and (args["aside"] == args["path"] or not self._another(args)):
                raise Refused(f"{args['path']} is needed by a restore point.")
        return {}

    def _another(self, args: Args) -> bool:
        array, volume = self.systems.array(args["home"]), args["volume"]
        found = {path: array.file(volume, path) for path in (args["path"], args["aside"])}
        marks = {(f.size, identity(array, volume, path, f.size)) for path, f in found.items() if f is not None}
        return all(found.values()) and len(marks) == 1


class PointUnfinished(Check):
    """All folders of an incomplete point stand aside, and none has the manifest: now it can never get one.

    `folders`: JSON list of home, volume, the folder's own path, and its path aside ("" where it had none).
    """

    name = "point.unfinished"

    def act(self, args: Args, _ticket: Ticket) -> Learnt:
        for _ in range(2):
            for home, volume, path, aside in json.loads(args["folders"]):
                array = self.systems.array(home)
                if array.file(volume, path) is not None:
                    raise Refused(f"{path} is there again: its backup may still be under way.")
                there = array.listing(volume, aside) if aside else []
                if there is None:
                    raise Refused(f"Somebody else has moved {aside}.")
                if any(f.name == points.MANIFEST for f in there):
                    raise Refused(f"{path} has become a complete restore point.")
        return {}
