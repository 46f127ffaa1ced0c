"""A plan is gone on with hours later, or by somebody else: the world has moved, and the plan may not be what it was."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support import Bench, Site
from vscdesktop.clients.guard import allow
from vscdesktop.domain.array import Volume
from vscdesktop.domain.errors import Refused
from vscdesktop.plans.model import Plan, Result, State, Step
from vscdesktop.plans.work import Ticket
from vscdesktop.services import adopted, takeover
from vscdesktop.services.verbs import verbs

INSTANCE, HOST = "app-01", "kvm-a-1"  # three disks in two pools on two volumes
BACK = (State.UNDONE, State.REFUSED)


class Killed(BaseException):
    """What no code catches."""


class Dead:
    """A restore that died when all disks were out of reach, and the workstation that finds it."""

    def __init__(self, first: Site, second: Site) -> None:
        self.first, self.second, self.bench = first, second, first.bench
        first.backup(INSTANCE)
        self.bench.write(INSTANCE)
        self.newer = self.bench.hashes(INSTANCE)
        self.live = [d["path"] for d in self.bench.control("GET", f"/disks?instance={INSTANCE}")]
        self.plan = first.restore_plan(INSTANCE)

    def die(self) -> None:
        at = [s.n for s in self.plan.steps if s.verb == "files.same"][-1]

        def watch(what: str, n: int, *_: object) -> None:
            if (what, n) == ("step", at):
                raise Killed

        with pytest.raises(Killed):
            self.first.run(self.plan, watch)

    def take_over(self) -> Result:
        taken = takeover.plan(self.second.app.systems, self.second.inventory(), self.plan.id)
        return self.second.app.take_over(taken, Ticket())

    def hours_of_work(self) -> str:
        """A host still knows the old names: a guest works on the hidden files. What its first disk holds then."""
        self.bench.control("POST", f"/instances/{INSTANCE}/start", {"host": HOST})
        end = time.monotonic() + 20
        while self.bench.control("GET", f"/instances/{INSTANCE}")["state"] != "Running":
            assert time.monotonic() < end
            time.sleep(0.02)
        time.sleep(1)  # the array's times of change are whole seconds
        self.bench.write(INSTANCE)
        self.bench.control("POST", f"/instances/{INSTANCE}/stop", {"force": True})
        return str(self.hidden()["sha256"])

    def hidden(self) -> dict[str, object]:
        (path,) = (p for p in self.bench.files("cs_gold") if p.endswith("/0.old"))
        return self.bench.file("cs_gold", path)

    def known(self) -> None:
        """The host looks the disks' names up, and trusts them for a minute of its clock."""
        self.bench.control("POST", "/clock", {"factor": 1})
        gold = [p for p in self.live if not p.startswith("silver/")]
        for volume, paths in (("cs_gold", gold), ("cs_shared", [p for p in self.live if p not in gold])):
            self.bench.control("POST", f"/hosts/{HOST}/names", {"volume": volume, "look": paths})


@pytest.fixture
def dead(rough: Bench, rough_site: Site, tmp_path: Path) -> Iterator[Dead]:
    with rough.site(tmp_path / "second") as second:
        yield Dead(rough_site, second)
    rough.control("POST", "/clock", {"factor": 50})


@pytest.mark.parametrize("who", ["the same workstation", "another one"])
def test_an_old_disk_that_a_guest_has_worked_on_since_is_not_deleted(dead: Dead, who: str) -> None:
    if who == "another one":
        dead.known()
        dead.die()
    else:
        refusal = {"do": "answer", "match": r"DELETE .*/0\.old", "status": 403, "type": "application/json"}
        dead.bench.control("POST", "/faults", refusal | {"body": '{"error": {"message": "no right", "code": "6"}}'})
        dead.known()
        assert dead.first.run(dead.plan).state is State.WAITING
    work = dead.hours_of_work()
    assert work not in dead.newer.values()
    if who == "another one":
        result = dead.take_over()
    else:
        (result,) = dead.first.app.recover(Ticket(), dead.plan.id, forward=True)
    assert result.state is State.WAITING
    assert "a guest has worked on it since" in result.reason
    assert dead.hidden()["sha256"] == work


def test_what_was_done_out_of_order_is_undone_too_when_a_plan_that_was_taken_over_goes_back(dead: Dead) -> None:
    dead.die()
    drop_snapshots(dead.second)  # ONTAP deletes them by itself when a volume runs full
    assert dead.take_over().state in BACK
    assert dead.bench.hashes(INSTANCE) == dead.newer


def drop_snapshots(site: Site) -> None:
    """Every snapshot of ours, on all volumes, as soon as it is no longer busy."""
    drop = verbs(site.app.systems)["snapshot.drop"]
    for volume in site.inventory().of(Volume):
        home, uuid = volume.key.home, volume.key.id
        for snapshot in site.app.systems.array(home).snapshots(uuid, "vsc_*"):
            args = {"home": home, "volume": uuid, "name": snapshot.name, "uuid": snapshot.uuid}
            with allow(drop.calls(args)):
                drop.act(args, Ticket())


# -- what it may touch -----------------------------------------------------------------------------
def beyond(site: Site, plan: Plan, step: Step) -> bool:
    bad = replace(plan, steps=(*plan.steps, replace(step, n=len(plan.steps) + 1)))
    return adopted.beyond(bad, site.inventory()) is not None


def test_a_plan_that_was_changed_by_others_is_not_carried_on(dead: Dead) -> None:
    site, plan, op = dead.first, dead.plan, f".vsc/op/{dead.plan.id}"
    victim = dead.bench.control("GET", "/disks?instance=db-01")[0]["path"]
    at = next(s.args for s in plan.steps if s.verb == "file.delete")
    place = {"home": at["home"], "volume": at["volume"]}
    assert adopted.beyond(plan, site.inventory()) is None
    for verb, args in (
        ("file.delete", {"path": victim}),
        ("file.delete", {"path": f"{op}/../../../{victim}"}),
        ("file.delete", {"path": dead.live[0]}),
        ("file.delete", {"path": f"{op}x/0.old"}),
        ("file.rename", {"source": victim, "target": f"{op}/9.old"}),
        ("file.rename", {"source": f"{op}/0.new", "target": victim}),
        ("file.rename", {"source": "{1.path}", "target": f"{op}/9.old"}),
        ("file.clone", {"source": victim, "target": "elsewhere/x"}),
        ("dir.drop", {"path": ".vsc/points", "names": ""}),
        ("dir.drop", {"path": op, "names": f"../../../{victim}"}),
        ("file.put", {"path": victim, "text": ""}),
        ("lease.drop", {"path": ".vsc/lease/x.json", "away": victim, "text": ""}),
        ("snapshot.drop", {"name": "daily.2026-11-24"}),
        ("snapshot.drop", {"name": "vsc_x", "volume": "another"}),
        ("instance.stop", {"instance": "another"}),
        ("shell.run", {"path": op}),
        ("file.delete", {}),
    ):
        assert beyond(site, plan, Step(0, verb, {**place, **args}, "x", plan.steps[0].phase)), (verb, args)


def test_a_plan_is_not_taken_over_while_one_of_its_pools_is_out_of_sight(dead: Dead) -> None:
    dead.die()
    hidden = {"server": "cloudstack", "table": "storagepool", "name": "silver", "set": {"ipaddress": "192.0.2.99"}}
    dead.bench.control("POST", "/edit", hidden)
    begun = dead.bench.changes()
    with pytest.raises(Refused, match="storage is missing in what was read"):
        dead.take_over()
    assert dead.bench.changes() == begun
