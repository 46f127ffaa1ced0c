"""inventory, points, backup, restore, check."""

import getpass
import sys
from argparse import Namespace
from contextlib import closing
from typing import Any

from vscdesktop import app
from vscdesktop.cli import show
from vscdesktop.cli.codes import Code
from vscdesktop.domain import array, cloud
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.inventory import Inventory, Lens
from vscdesktop.domain.keys import Key
from vscdesktop.domain.secret import Secret
from vscdesktop.domain.units import size, when
from vscdesktop.plans.model import Plan
from vscdesktop.plans.work import Ticket
from vscdesktop.services import backup as backups
from vscdesktop.services import catalog, leftovers, takeover
from vscdesktop.services import restore as restores
from vscdesktop.services.refresh import refresh
from vscdesktop.services.survey import find_instance
from vscdesktop.store.paths import profile
from vscdesktop.store.settings import LAB, Connection


def ask(connection: Connection) -> Secret:
    """Ask for a secret that is kept nowhere. Raises Refused when there is nobody to ask."""
    if connection.secret == LAB:
        raise Refused(f"{connection.name} belongs to the built-in lab of a window; only that window can use it.")
    if not sys.stdin.isatty():
        raise Refused(
            f"The secret of {connection.name} is asked each time, and this is no terminal. Use --secret-command."
        )
    first = getpass.getpass(f"{connection.name}: {'password' if connection.kind == 'ontap' else 'API key'}: ")
    return Secret(first if connection.kind == "ontap" else f"{first}\n{getpass.getpass('secret key: ')}")


def open_app(options: Namespace) -> app.App:
    built = app.build(profile(options.profile), ask)
    if not built.connections:
        raise Refused(
            "There are no connections yet. Add them with `connections add-ontap` and `connections add-cloudstack`."
        )
    return built


def inventory(options: Namespace) -> int:
    with closing(open_app(options)) as built:
        found = refresh(built.systems)
    lens = Lens(options.lens)
    if options.json:
        show.out({"ok": not found.gaps, "taken": found.taken.isoformat(), "tree": _tree(found, lens, None),
                  "gaps": [{"home": g.home, "what": g.what, "reason": g.reason} for g in found.gaps]})  # fmt: skip
    else:
        _print_tree(found, lens, None, 0)
        unread: dict[str, list[str]] = {}
        for gap in found.gaps:
            unread.setdefault(gap.reason, []).append(gap.what)
        for reason, what in unread.items():  # the reason begins with the system's name
            print(show.plain(f"Not read: {', '.join(what)}. {reason}"), file=sys.stderr)
    return Code.FAILED if found.gaps else Code.DONE


def _describe(found: Inventory, key: Key) -> str:
    thing = found.things[key]
    link = found.links.get(key)
    if link:
        place = link.place
        volume = found.volume(place) if place else None
        return (
            f"on ONTAP volume {volume.name}{'/' + place.path if place.path else ''}"
            if place and volume
            else link.reason
        )
    match thing:
        case cloud.Instance():
            return f"{thing.state}, {thing.owner}" + (f", “{thing.shown}”" if thing.shown != thing.name else "")
        case cloud.Disk():
            return f"{thing.kind}, {size(thing.size)}, {thing.state}"
        case array.Volume():
            return f"{size(thing.used)} of {size(thing.size)} used, {thing.state}"
    return getattr(thing, "state", "")


def _tree(found: Inventory, lens: Lens, parent: Key | None) -> list[dict[str, Any]]:
    return [
        {"kind": k.kind, "id": k.id, "name": found.things[k].name, "is": _describe(found, k),
         "children": _tree(found, lens, k)}
        for k in found.children[lens].get(parent, ())
    ]  # fmt: skip


def _print_tree(found: Inventory, lens: Lens, parent: Key | None, depth: int) -> None:
    for key in found.children[lens].get(parent, ()):
        words = f"{'  ' * depth}{key.kind} {found.things[key].name}"
        print(show.plain(f"{words:48} {_describe(found, key)}").rstrip())
        _print_tree(found, lens, key, depth + 1)


def points(options: Namespace) -> int:
    with closing(open_app(options)) as built:
        found = refresh(built.systems)
        if not options.instance:
            names = {f.name: f for f in catalog.found(built.systems, found)}
            rows = [{"id": n.id, "instance": n.instance, "taken": when(n.taken)} for n in names]
        else:
            key = find_instance(found, options.instance)
            rows = [_row(p) for p in catalog.of_instance(built.systems, found, key.id)]
    if options.json:
        show.out({"ok": True, "points": rows})
    for row in rows if not options.json else ():
        print(show.plain("  ".join(str(v) for v in row.values())))
    if not rows and not options.json:
        print("There are no restore points yet.")
    return Code.DONE


def _row(point: catalog.Point) -> dict[str, Any]:
    m = point.manifest
    label = m.label if m else "not complete"
    return {
        "id": point.id, "taken": when(point.name.taken), "disks": len(m.disks) if m else 0, "label": label,
        "reason": m.reason if m else "", "unique_bytes": point.unique, "size": point.size,
    }  # fmt: skip


def backup(options: Namespace) -> int:
    with closing(open_app(options)) as built:
        _recover(built, options)
        found = refresh(built.systems)
        plan = backups.plan(built.systems, found, find_instance(found, options.instance), options.disk)
        return carry_out(built, plan, options)


def restore(options: Namespace) -> int:
    with closing(open_app(options)) as built:
        _recover(built, options)
        found = refresh(built.systems)
        key = find_instance(found, options.instance)
        _, chosen = catalog.pick(catalog.of_instance(built.systems, found, key.id), options.point)
        plan = restores.plan(built.systems, found, key, chosen, stop=options.stop, start=options.start)
        return carry_out(built, plan, options)


def check(options: Namespace) -> int:
    with closing(open_app(options)) as built:
        if options.resume:
            ended = built.recover(_ticket(options), options.resume, forward=True)
            if not ended:
                raise Refused(f"Plan {options.resume} is not open on this workstation, or another process runs it.")
            return show.show_result(ended[0], options.json)
        recovered = [show.result_json(r) for r in _recover(built, options)]
        found = refresh(built.systems)
        if options.take_over:
            plan = takeover.plan(built.systems, found, options.take_over)
            if (code := _confirmed(built, plan.breaking, options, plan.adopted)) is not None:
                return code
            return show.show_result(built.take_over(plan, _ticket(options)), options.json)
        report = leftovers.scan(built.systems, found, built.journal.history(1000))
        if options.tidy and report.plan:
            return carry_out(built, report.plan, options)
        if options.json:
            show.out({"ok": not report.items, "recovered": recovered, "leftovers": [vars(i) for i in report.items]})
        for item in report.items if not options.json else ():
            print(show.plain(f"{item.what}: {item.where}. {item.advice}"))
        if not report.items and not options.json:
            print("Nothing is left over, and no plan is open.")
        return Code.DONE


def _recover(built: app.App, options: Namespace) -> list[Any]:
    """Bring what an earlier run left open to an end, and say so."""
    results = built.recover(_ticket(options))
    for result in results if not options.json else ():
        print(f"Found plan {result.plan} open: {result.state}. {show.plain(result.reason)}", file=sys.stderr)
    return results


def _ticket(options: Namespace) -> Ticket:
    return Ticket(None if options.json else show.progress())


def carry_out(built: app.App, plan: Plan, options: Namespace) -> int:
    """Show the plan, ask, and run it."""
    if (code := _confirmed(built, plan, options)) is not None:
        return code
    result = built.run(plan, _ticket(options))
    return show.show_result(result, options.json)


def _confirmed(built: app.App, plan: Plan, options: Namespace, then: Plan | None = None) -> int | None:
    """None when the plan, and the one that it leads to, may run; else the exit code."""
    if options.dry_run and options.json:
        more = {"then": show.plan_json(then, built.runner)} if then else {}
        show.out({"ok": True, **show.plan_json(plan, built.runner), **more})
        return Code.DONE
    if not options.json:
        show.show_plan(plan, built.runner, options.dry_run)
    if not options.json and then:
        print("Then, from where it stopped:")
        show.show_plan(then, built.runner, options.dry_run)
    if options.dry_run:
        return Code.DONE
    if options.yes:
        return None
    if not sys.stdin.isatty():
        raise Refused("Nothing was changed: to carry this plan out without a terminal, add --yes.")
    if input("Carry it out? Type yes: ").strip().lower() != "yes":
        print("Nothing was changed.")
        return Code.REFUSED
    return None
