"""One executable: ``--engine``, ``--sandbox``, ``--quantize``, ``--measure``, ``--train``, ``--devices``, ``--pdf`` and
``--lab`` start those processes, a subcommand the command line, else the window.

Which it is gets decided before Qt is imported, so that a worker never loads it.
"""

import sys
from pathlib import Path


def main() -> int:
    """Entry point of ``stepwise`` and of ``python -m app``."""
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:
        # Ctrl-C while modules were still being loaded.
        sys.stderr.write("Stopped.\n")
        return 130


def main_window() -> int:
    """Entry point of ``stepwise-gui``."""
    from app.cli.main import run_reporting

    return run_reporting(_open_window)


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["--engine"]:
        from engine.worker import main as run_worker

        return run_worker()
    if arguments[:1] == ["--sandbox"]:
        from engine.sandbox.zygote import main as run_zygote

        return run_zygote(arguments[1:])
    if arguments[:1] == ["--quantize"]:
        from engine.backends.quantize import main as run_quantizer

        return run_quantizer(arguments[1:])
    if arguments[:1] == ["--measure"]:
        from engine.backends.measure import main as run_measurement

        return run_measurement(arguments[1:])
    if arguments[:1] == ["--train"]:
        from models.training.process import main as run_training

        return run_training(arguments[1:])
    if arguments[:1] == ["--devices"]:
        from engine.backends.inventory import main as tell_devices

        return tell_devices()
    if arguments[:1] == ["--pdf"]:
        from app.views.pdf import main as draw_pdf

        return draw_pdf()
    if arguments[:1] == ["--lab"]:
        from app.cli.lab_child import main as run_lab

        return run_lab(arguments[1:])
    if arguments and not (len(arguments) == 2 and arguments[0] == "--data-dir"):
        from app.cli.main import run_cli

        return run_cli(arguments)
    return main_window()


def _open_window() -> int:
    from app.application import run_window
    from app.services import Services

    wanted = Path(sys.argv[2]) if sys.argv[1:2] == ["--data-dir"] else None
    with Services.open(wanted) as services:
        return run_window(services)


if __name__ == "__main__":
    sys.exit(main())
