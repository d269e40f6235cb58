"""The commands of `hbi` that look after the stack and the shell, and their options."""

from pathlib import Path
from typing import Any

import click

from local.api_options import api_options
from local.terminal import checked_org, console, in_one_line

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_HBI_COMPLETE"


@click.command("load-test")
@click.argument("paths", nargs=-1)
@click.option("-n", "--requests", type=click.IntRange(1, 100_000), default=500, show_default=True)
@click.option("-c", "--concurrency", type=click.IntRange(1, 64), default=4, show_default=True)
@click.option("--org", callback=checked_org, help="Organisation that reads; default is the stack's.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of tables.")
@click.pass_obj
@in_one_line
def load_test(state: Path, /, org: str | None, **options: Any) -> None:
    """Measure how long the stack on this machine takes to answer.

    PATHS are below the API's base, such as '/hosts?per_page=10'; without any it is a mixture of reads. A deployed API
    is not loaded: others work with it.
    """
    from local.commands.api_client import stack_client
    from local.commands.load_test import load_test as run
    from local.running import running

    for path in options["paths"]:
        if not path.startswith("/") or not path.isprintable() or " " in path:
            raise click.BadParameter(f"{path!r} is not a path below the API's base, such as /hosts", param_hint="PATHS")
    run(stack_client(running(state), org), console, **options)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")
@api_options
@click.pass_obj
@in_one_line
def doctor(state: Path, /, **options: Any) -> None:
    """Look at everything that the system needs, and say how to mend what is not right.

    Ends with 1 if something has to be mended.
    """
    from local.commands.doctor.run import examine

    examine(state, console, **options)


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print what makes the shell complete `hbi`.

    \b
    bash:  eval "$(hbi completion bash)"                           in ~/.bashrc
    zsh:   eval "$(hbi completion zsh)"                            in ~/.zshrc
    fish:  hbi completion fish > ~/.config/fish/completions/hbi.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:
        raise click.ClickException(f"{shell} is not known")
    root = click.get_current_context().find_root()
    made = found(root.command, {}, "hbi", _VARIABLE)
    click.echo(made.source_template % made.source_vars())


TOOLS: tuple[click.Command, ...] = (doctor, load_test, completion)
