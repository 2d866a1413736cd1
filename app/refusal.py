"""What the worker refuses and how a run fails, as the front tells it."""

from engine.events import CommandFailed, Failed
from models.errors import KnownError, StepwiseError


class RefusedError(KnownError):
    """The worker refused a command; its sentence and exit code are passed on."""

    def __init__(self, reply: CommandFailed) -> None:
        super().__init__(reply.message)
        self.exit_code = reply.exit_code  # type: ignore[misc]


def failure(run_id: str, seq: int, error: Exception) -> Failed:
    """The end of a run that the host itself has to tell."""
    known = isinstance(error, KnownError)
    message = str(error) if known else f"The run could not be stored ({error}); please report it."
    code = error.exit_code if isinstance(error, StepwiseError) else 1
    return Failed(run_id=run_id, seq=seq, kind=type(error).__name__, message=message, exit_code=code)
