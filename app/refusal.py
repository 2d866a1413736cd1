"""What the worker refuses and how a run fails, as the front tells it."""

from app.state import RunState
from engine.events import Cancelled, CommandFailed, Failed, Paused
from engine.types import RunResult, StopReason, Usage
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


def ended_by_user(event: Failed, state: RunState, seconds: float, *, pause: bool) -> Paused | Cancelled:
    """The end of a run whose worker was ended after the user had stopped it, with what was stored of it."""
    tokens = sum(node.tokens for node in state.nodes.values() if not node.carried)
    usage = Usage(tokens, tokens, state.prompt_tokens, seconds, len(state.nodes))
    values = state.settings.values if state.settings else ()
    result = RunResult(state.answer, state.best_path, usage, StopReason.USER, values)
    return (Paused if pause else Cancelled)(run_id=event.run_id, seq=event.seq, result=result)
