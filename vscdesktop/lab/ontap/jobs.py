"""Jobs: a change that is accepted now and has its effect when the job runs.

A job is gone 300 seconds after its end.  `code` is an integer in a job and text inside its `error`.
"""

from collections.abc import Callable

from vscdesktop.lab.files import Refused
from vscdesktop.lab.http import Answer
from vscdesktop.lab.ontap.errors import Refusal, because
from vscdesktop.lab.ontap.model import Call
from vscdesktop.lab.ontap.times import local
from vscdesktop.lab.world import HANDLERS, Handler, Row, World, on

KEPT = 300.0


def effect(name: str) -> Callable[[Handler], Handler]:
    """Name what a job does; it raises Refusal or files.Refused to fail."""
    return on(f"job {name}")


def start(world: World, seconds: float, name: str, description: str, args: Row) -> Row:
    """Begin a job whose effect comes after `seconds`; gives the `job` object of a 202."""
    job = world.new_uuid()
    world.state.ontap.setdefault("jobs", {})[job] = {
        "uuid": job,
        "description": description,
        "state": "running",
        "message": "running",
        "code": 0,
        "start_time": local(world.clock.now()),
    }
    world.later(seconds, "ontap.job", job=job, name=name, args=args)
    return {"uuid": job, "_links": {"self": {"href": f"/api/cluster/jobs/{job}"}}}


def accepted(call: Call, seconds: float, name: str, description: str, args: Row) -> Answer:
    return Answer.json(202, {"job": start(call.world, seconds, name, description, args)})


@on("ontap.job")
def _run(world: World, event: Row) -> None:
    row = world.state.ontap["jobs"][event["job"]]
    try:
        HANDLERS[f"job {event['name']}"](world, event["args"])
        row |= {"state": "success", "message": "success", "code": 0}
    except (Refusal, Refused) as said:
        refusal = because(said) if isinstance(said, Refused) else said
        error = {"message": refusal.message, "code": str(refusal.code)}
        row |= {"state": "failure", "message": refusal.message, "code": refusal.code, "error": error}
    row["end_time"] = local(world.clock.now())
    world.later(KEPT, "ontap.job-gone", job=event["job"])


@on("ontap.job-gone")
def _forget(world: World, event: Row) -> None:
    world.state.ontap["jobs"].pop(event["job"], None)
