"""vscdesktop: without a command it opens the window, with one it is the command line."""

import os
import sys
from collections.abc import Sequence


def display() -> bool:
    """Is there a screen that a window could be shown on?"""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window or run one command; answers the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["demo"] and "--json" not in arguments and "--help" not in arguments:
        from vscdesktop.ui.demo import demo

        return demo(arguments[1:], display())
    if not arguments or arguments[0] in ("window", "--profile"):
        return _window([a for a in arguments if a != "window"])
    from vscdesktop.cli.main import main as commands

    return commands(arguments)


def _window(arguments: list[str]) -> int:
    folder = arguments[1] if arguments[:1] == ["--profile"] and len(arguments) == 2 else None
    if arguments and folder is None:
        print("usage: vscdesktop [window] [--profile DIR], or vscdesktop COMMAND (see --help)", file=sys.stderr)
        return 2
    if not display():
        print("There is no display to show a window on. The command line does the same: see --help.", file=sys.stderr)
        return 2
    from vscdesktop.ui.app import main as window

    return window(folder)


if __name__ == "__main__":
    sys.exit(main())
