"""connections: list, add, test, trust a new certificate, remove."""

import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from vscdesktop import app
from vscdesktop.cli import show
from vscdesktop.cli.codes import Code
from vscdesktop.cli.commands import ask
from vscdesktop.domain.errors import Refused
from vscdesktop.domain.secret import Secret
from vscdesktop.domain.units import when
from vscdesktop.services import connections as services
from vscdesktop.services.systems import Systems
from vscdesktop.store import settings
from vscdesktop.store.paths import Profile, profile
from vscdesktop.store.secrets import Keyring


def run(options: Namespace) -> int:
    place = profile(options.profile)
    every = settings.load(place.settings)
    if options.action == "list":
        return _list(every, options)
    if options.action.startswith("add-"):
        return _add(place, every, options)
    chosen = next((c for c in every if options.name in (c.id, c.name)), None)
    if chosen is None:
        raise Refused(f"There is no connection called {options.name}.")
    if options.action == "remove":
        settings.save(place.settings, [c for c in every if c != chosen])
        if chosen.secret == "keyring":  # noqa: S105 - the name of a place
            Keyring().delete(chosen.id)
        print(f"{chosen.name} is removed. What it holds is untouched.")
        return Code.DONE
    if options.action == "trust":
        trusted = replace(chosen, pin=_pin(chosen.url, options))
        settings.save(place.settings, [trusted if c == chosen else c for c in every])
        print(f"The certificate of {chosen.name} is accepted from now on: {trusted.pin}")
        return Code.DONE
    return _test(chosen, app.secret_of(chosen, Keyring(), ask), options)


def _list(every: list[settings.Connection], options: Namespace) -> int:
    if options.json:
        rows = [{"id": c.id, "kind": c.kind, "name": c.name, "url": c.url, "secret": c.secret} for c in every]
        show.out({"ok": True, "connections": rows})
    for c in every if not options.json else ():
        plain = "" if c.url.startswith("https:") else "  (not encrypted)"
        print(f"{c.name}  {c.kind}  {c.url}{plain}  secret: {c.secret}")
    return Code.DONE


def _add(place: Profile, every: list[settings.Connection], options: Namespace) -> int:
    kind = options.action.removeprefix("add-")
    if not options.name or not options.url or (kind == settings.ONTAP and not options.user):
        raise Refused(f"{options.action} needs a name and --url{' and --user' if kind == settings.ONTAP else ''}.")
    if any(c.name == options.name for c in every):
        raise Refused(f"There is a connection called {options.name} already.")
    secret = "command" if options.secret_command else options.secret
    made = settings.Connection(
        "", kind, options.name, options.url, options.user, "", secret, tuple(options.secret_command)
    )
    if made.trouble:
        raise Refused(made.trouble)
    if urlsplit(options.url).scheme == "https":
        made = replace(made, pin=_pin(options.url, options))
    value = app.secret_of(made, Keyring(), ask) if secret != "keyring" else ask(made)  # noqa: S105
    made = replace(made, id=services.identity(_systems(made, value)))
    if same := next((c for c in every if c.id == made.id), None):
        raise Refused(f"{options.url} is the system of the connection {same.name}. It is connected already.")
    code = _test(made, value, options)
    if code == Code.DONE:
        if secret == "keyring":  # noqa: S105
            Keyring().set(made.id, value)
        settings.save(place.settings, [*every, made])
    return code


def _pin(url: str, options: Namespace) -> str:
    """The fingerprint that is accepted from now on: given, or shown and typed by a person."""
    shown = services.certificate(url)
    given = options.fingerprint or ""
    if options.certificate:
        try:
            given = services.fingerprint(Path(options.certificate).read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"{options.certificate} cannot be read as a PEM certificate ({error}).") from None
    if given:
        if not services.same(given, shown.fingerprint):
            raise Refused(f"{url} shows another certificate than the one given: {shown.fingerprint}. Nothing was sent.")
        return shown.fingerprint
    print(f"{url} shows this certificate:")
    print(f"  subject {show.plain(shown.subject)}\n  issuer  {show.plain(shown.issuer)}")
    print(f"  valid   {when(shown.starts)} to {when(shown.ends)}\n  SHA-256 {shown.groups}")
    print("Compare it with `security certificate show -instance` on the cluster itself.")
    if not sys.stdin.isatty():
        raise Refused("Nothing was sent. To accept it without a terminal, add --fingerprint or --certificate.")
    if input("If it is the same, type its last group of 8: ").strip().lower() != shown.fingerprint[-8:]:
        raise Refused("That is not its last group. Nothing was sent.")
    return shown.fingerprint


def _systems(made: settings.Connection, secret: Secret) -> Systems:
    """That one system."""
    systems = Systems({}, {})
    app.connect(systems, made, secret)
    return systems


def _test(made: settings.Connection, secret: Secret, options: Namespace) -> int:
    words = services.test(_systems(made, secret))
    if options.json:
        show.out({"ok": True, "id": made.id, "answers": words})
    else:
        print(show.plain(f"{made.name}: {words}"))
    return Code.DONE
