"""What changes something: starting and stopping instances, as asynchronous jobs.

Jobs of one instance run one after the other. What is on the way can be seen: the instance carries jobid and
jobstatus while a job waits or runs, it is Starting or Stopping meanwhile, and errors of state are found
inside the job (time lines of a real 4.23).
"""

from typing import Any

from vscdesktop.lab import hosts
from vscdesktop.lab.cloudstack import engine
from vscdesktop.lab.cloudstack.engine import Call, Refused
from vscdesktop.lab.cloudstack.tables import date, disks_of, flexvol, place, rows
from vscdesktop.lab.world import Row, World, on

STEP = 1.0  # seconds until a job's work begins, about one round of the server's queue
STOPPING = 2.0  # seconds a guest takes to shut down
CLASSES = {"start": "StartVMCmdByAdmin", "stop": "StopVMCmdByAdmin"}
COMMANDS = {"start": "startVirtualMachine", "stop": "stopVirtualMachine"}
CHANGES = frozenset(COMMANDS.values())
CALLER = ("accountid", "account", "domainid", "domainpath", "userid")


def start(world: World, call: Call) -> Row:
    return {"jobid": submit(world, "start", call.params["id"], call.params.get("hostid", ""))}


def stop(world: World, call: Call) -> Row:
    return {"jobid": submit(world, "stop", call.params["id"])}


def query(world: World, call: Call) -> Row:
    """A job's state and, when it is over, its result."""
    if "jobid" not in call.params:
        raise Refused(431, "Expected parameter job id or parameters resource type and resource id", 4350)
    job = rows(world, "job")[call.params["jobid"]]
    return {k: v for k, v in job.items() if not k.startswith("_")}


def submit(world: World, verb: str, instance: str, host: str = "", hold: bool = False) -> str:
    """Put a job into the instance's queue; a held start begins at once and opens nothing by itself."""
    vm = rows(world, "virtualmachine")[instance]
    job = new_job(world, CLASSES[verb], instance, verb=verb, host=host, hold=hold)
    if verb == "start" and vm["state"] == "Running":  # looked at before the queue
        text = f"The virtual machine {vm['id']} ({vm['name']}) is already running"
        _end(world, job, 431, {"errorcode": 431, "errortext": text})
        return str(job["jobid"])
    queue = hosts.guest(world, instance)["jobs"]
    queue.append(job["jobid"])
    if len(queue) == 1:
        _next(world, instance, 0 if hold else STEP)
    return str(job["jobid"])


def new_job(world: World, kind: str, instance: str, **private: Any) -> Row:
    """A pending job of the root administrator."""
    admin = next(a for a in rows(world, "account").values() if a["account"] == "admin")
    job = {
        **{name: admin[name] for name in CALLER},
        "cmd": f"org.apache.cloudstack.api.command.admin.vm.{kind}",
        "jobstatus": 0,
        "jobprocstatus": 0,
        "jobresultcode": 0,
        "jobinstancetype": "VirtualMachine",
        "jobinstanceid": instance,
        "managementserverid": admin["_server"],
        "managementservername": "cloudstack-1",
        "created": date(world.clock.now()),
        "jobid": world.new_uuid(),
        **{f"_{name}": value for name, value in private.items()},
    }
    rows(world, "job")[job["jobid"]] = job
    return job


def _next(world: World, instance: str, seconds: float) -> None:
    """Show the head of the queue on the instance, and let it begin."""
    vm = rows(world, "virtualmachine")[instance]
    queue = hosts.guest(world, instance)["jobs"]
    for name in ("jobid", "jobstatus"):
        vm.pop(name, None)
    if queue:
        vm.update(jobid=queue[0], jobstatus=0)
        world.later(seconds, "job.begin", job=queue[0])


@on("job.begin")
def _begin(world: World, event: Row) -> None:
    job = rows(world, "job")[event["job"]]
    instance = job["jobinstanceid"]
    vm = rows(world, "virtualmachine").get(instance)
    if job["jobstatus"] or vm is None:
        return
    if job["_verb"] == "stop":
        if vm["state"] == "Stopped":
            _finish(world, instance)
        else:
            _turn(world, vm, "Stopping")
            world.later(STOPPING, "instance.stopped", instance=instance, run=hosts.guest(world, instance)["run"])
    elif vm["state"] == "Running":
        _finish(world, instance)
    elif host := _choose(world, vm, job["_host"]):
        _turn(world, vm, "Starting", host)
        hosts.begin(world, instance, host, job["_hold"])
    else:
        _cannot_start(world, vm)


def _choose(world: World, vm: Row, asked: str) -> str:
    """The host asked for, else the last one, else the one with the fewest instances; "" when none will do."""
    able = [
        h["id"]
        for h in rows(world, "host").values()
        if h["state"] == "Up" and hosts.reaches(world, h, vm["id"]) and asked in ("", h["id"])
    ]
    if vm.get("_last") in able:
        return str(vm["_last"])
    busy = [v.get("hostid") for v in rows(world, "virtualmachine").values()]
    return min(able, key=busy.count, default="")


def _turn(world: World, vm: Row, state: str, host: str = "") -> None:
    vm.update(state=state, lastupdated=date(world.clock.now()))
    if host:
        vm["hostid"] = host
    if state == "Stopped":
        vm["_last"] = vm.pop("hostid", vm.get("_last"))


def _current(world: World, event: Row) -> Row | None:
    """The instance an event is about, unless it belongs to an earlier run of it."""
    vm = rows(world, "virtualmachine").get(event["instance"])
    return vm if vm and hosts.guest(world, vm["id"])["run"] == event["run"] else None


@on("instance.opened")
def _opened(world: World, event: Row) -> None:
    if vm := _current(world, event):
        _turn(world, vm, "Running")
        _finish(world, vm["id"])


@on("instance.failed")
def _failed(world: World, event: Row) -> None:
    if vm := _current(world, event):
        _cannot_start(world, vm)


@on("instance.stopped")
def _stopped(world: World, event: Row) -> None:
    if vm := _current(world, event):
        hosts.close(world, vm["id"])
        _turn(world, vm, "Stopped")
        _finish(world, vm["id"])


def _cannot_start(world: World, vm: Row) -> None:
    _turn(world, vm, "Stopped")
    what = f'{{"instanceName":"{vm["instancename"]}","uuid":"{vm["id"]}"}}'
    _finish(world, vm["id"], 530, f"Unable to orchestrate the start of VM instance {what}.")


def _finish(world: World, instance: str, code: int = 0, text: str = "") -> None:
    """End the job at the head of the queue, and let the next one begin."""
    vm, queue = rows(world, "virtualmachine")[instance], hosts.guest(world, instance)["jobs"]
    if queue:
        job = rows(world, "job")[queue[0]]
        shown = engine.answer(world, "virtualmachine", "listVirtualMachines", vm)
        _end(world, job, code, {"errorcode": code, "errortext": text} if code else {"virtualmachine": shown})
        queue.pop(0)
    _next(world, instance, STEP)


def _end(world: World, job: Row, code: int, result: Row) -> None:
    for name in ("managementserverid", "managementservername"):  # shown only while it runs
        job.pop(name, None)
    job.update(jobstatus=2 if code else 1, jobresultcode=code, jobresulttype="object", jobresult=result)
    job["completed"] = date(world.clock.now())


def power_off(world: World, instance: str) -> None:
    """The host loses the guest: no shutdown, no waiting; jobs of the instance fail."""
    vm, me = rows(world, "virtualmachine")[instance], hosts.guest(world, instance)
    hosts.close(world, instance)
    me["run"] += 1
    for job in me["jobs"]:
        _end(world, rows(world, "job")[job], 530, {"errorcode": 530, "errortext": "Unable to stop or start the VM"})
    me["jobs"] = []
    _turn(world, vm, "Stopped")
    _next(world, instance, STEP)


def expunge(world: World, instance: str) -> None:
    """Destroy an instance for good: its files, its rows."""
    power_off(world, instance)
    for disk in disks_of(world, instance):
        pool = rows(world, "storagepool")[disk["storageid"]]
        volume = flexvol(world, pool)
        for name in [disk["path"], *disk["_below"]]:
            if volume and volume.find(place(pool, name)):
                volume.delete(place(pool, name))
        del rows(world, "volume")[disk["id"]]
    for table in ("vmsnapshot", "snapshot"):
        for row in [r for r in rows(world, table).values() if r.get("virtualmachineid") == instance]:
            del rows(world, table)[row["id"]]
    del rows(world, "virtualmachine")[instance], rows(world, "_guest")[instance]
