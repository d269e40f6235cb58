"""The `hbi` command. What it imports takes a second, in which Ctrl-C ends it as quietly as later."""

import sys


def main() -> None:
    """Runs the command that the arguments name."""
    try:
        from local.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
