"""vscdesktop: the command line.

Imports nothing heavy before it is known what is wanted: --help and usage errors are instant.
"""

import argparse
import io
import os
import sqlite3
import sys
from collections.abc import Sequence

from vscdesktop import __version__
from vscdesktop.cli.codes import Code
from vscdesktop.domain.errors import Problem, Refused

CODES = (
    """exit codes: 0 done - 1 failed or undone - 2 usage - 3 refused - 4 waiting for a person - 5 done, with residue"""
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["lab"]:
        from vscdesktop.lab.serve import main as lab

        lab(arguments[1:])
        return Code.DONE
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names may hold what this terminal's encoding lacks
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        return int(_run(options))
    except Refused as error:
        return _fail(options, error, Code.REFUSED)
    except Problem as error:
        return _fail(options, error, Code.FAILED)
    except BrokenPipeError:  # whoever reads our output has had enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Code.DONE
    except (OSError, sqlite3.Error) as error:
        words = "This workstation cannot keep its records, so nothing more is sent"
        after = "If a plan was under way, the next start or `check` brings it to an end."
        return _fail(options, Problem(f"{words} ({type(error).__name__}: {error}). {after}"), Code.FAILED)
    except KeyboardInterrupt:
        print("\nStopped. If a plan was under way, the next start or `check` brings it to an end.", file=sys.stderr)
        return Code.FAILED


def _run(options: argparse.Namespace) -> int:
    if options.command == "demo":
        from vscdesktop.cli import demo

        return demo.run(options)
    from vscdesktop.cli import commands, connections

    act = {
        "connections": connections.run,
        "inventory": commands.inventory,
        "points": commands.points,
        "backup": commands.backup,
        "restore": commands.restore,
        "check": commands.check,
    }[options.command]
    return act(options)


def _fail(options: argparse.Namespace, error: Problem, code: Code) -> int:
    from vscdesktop.cli import show

    if getattr(options, "json", False):
        show.out({"ok": False, "state": code.name.lower(), "reason": str(error)})
    else:
        print("\n".join(map(show.plain, str(error).split("\n"))), file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--profile", metavar="DIR", help="everything this program keeps, in one folder")
    common.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    planned = argparse.ArgumentParser(add_help=False, parents=[common])
    planned.add_argument("--dry-run", action="store_true", help="show the plan and its exact requests, change nothing")
    planned.add_argument("--yes", action="store_true", help="do not ask before the plan is carried out")

    parser = argparse.ArgumentParser(
        "vscdesktop", description="Back up and restore CloudStack instances on ONTAP.", epilog=CODES
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    sub = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, words: str, parent: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return sub.add_parser(
            name, help=words, description=f"{words[0].upper()}{words[1:]}.", parents=[parent], epilog=CODES
        )

    demo = add("demo", "do the main job on the built-in lab, in a throw-away profile", common)
    demo.add_argument("--instance", default="web-01", help="an instance of the lab (default: %(default)s)")
    sub.add_parser("lab", help="start the built-in lab (see lab --help)", add_help=False)
    _connections(add("connections", "list, add, test and remove connections", common))
    inventory = add("inventory", "show what there is, and which ONTAP volume is behind it", common)
    inventory.add_argument("--lens", choices=("cloud", "storage"), default="cloud")
    points = add("points", "list restore points", common)
    points.add_argument("instance", nargs="?", help="id or name; without it, the points of all instances by name only")
    backup = add("backup", "make a restore point now", planned)
    backup.add_argument("instance", help="id or name")
    backup.add_argument("--disk", default="", help="only this disk (id or name)")
    restore = add("restore", "put an instance back to a restore point, in place", planned)
    restore.add_argument("instance", help="id or name")
    restore.add_argument("--point", default="latest", help="id of the restore point (default: the newest complete one)")
    restore.add_argument("--stop", action="store_true", help="let the plan stop a running instance")
    restore.add_argument("--start", action="store_true", help="let the plan start the instance at the end")
    check = add("check", "find leftovers and open plans, and tidy them up", planned)
    check.add_argument("--tidy", action="store_true", help="carry out the plan that removes the leftovers")
    check.add_argument(
        "--resume", metavar="PLAN", default="", help="bring a waiting plan of this workstation to an end"
    )
    check.add_argument("--take-over", metavar="PLAN", default="", help="finish the plan of a workstation that is gone")
    return parser


def _connections(parser: argparse.ArgumentParser) -> None:
    from vscdesktop.cli.codes import SECRETS

    parser.add_argument("action", choices=("list", "add-ontap", "add-cloudstack", "test", "remove", "trust"))
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--url", default="", help="https://cluster or http(s)://server:8080/client/api")
    parser.add_argument("--user", default="", help="ONTAP account")
    parser.add_argument("--certificate", metavar="PEM", help="accept exactly this certificate")
    parser.add_argument("--fingerprint", metavar="SHA256", help="accept the certificate with this fingerprint")
    parser.add_argument(
        "--secret", choices=SECRETS, default="keyring", help="where the secret is kept (default: %(default)s)"
    )
    parser.add_argument(
        "--secret-command", nargs=argparse.REMAINDER, metavar="ARG", default=[],
        help="last option: a program with its arguments that prints the secret (CloudStack: two lines, key and secret)",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
