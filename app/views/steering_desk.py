"""A person's changes of the tree: while a search runs they are sent to it, afterwards a new run goes on from it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from app.actions import Fact
from app.language import tr
from app.onward import forked, onward
from app.state import NodeView, RunState
from app.state.steering import fork_refusal, refusal
from app.views.live_run import LiveRun, Phase
from app.views.run_view import RunView
from app.views.step_dialog import StepDialog
from app.wish import RunRequest
from engine.commands import AddStep, Pin, Prune, Steering
from engine.types import ROOT, StepFormat
from models.errors import StepwiseError


class SteeringDesk(QObject):
    """Acts on the step that is selected in a view. ``wanted`` carries the request for a run that goes on from an ended
    one; ``failed`` what speaks against it.
    """

    wanted = Signal(object)
    failed = Signal(Exception)

    def __init__(self, view: RunView, run: LiveRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._run = run

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What to do for each of its actions."""
        return {
            "steer.pin": self._pin,
            "steer.unpin": lambda: self._change(Pin(node=ROOT)),
            "steer.fork": self._fork,
            "steer.insert": self._insert,
            "steer.edit": self._edit,
            "steer.prune": self._prune,
        }

    def facts(self) -> frozenset[Fact]:
        """What could be done with the selected step."""
        state, node = self._view.newest, self._node()
        found = {Fact.STEP} if node is not None else set()
        if not self._steerable():
            return frozenset(found)
        if state.focus != ROOT:
            found.add(Fact.PINNED)
        if node is None:
            return frozenset(found)
        if refusal(state, Pin(node=node.id)) is None:
            found.add(Fact.PINNABLE)
        if refusal(state, Prune(node=node.id)) is None:
            found.add(Fact.PRUNABLE)
        if node.parent is not None and refusal(state, _replacement(node, "x")) is None:
            found.add(Fact.EDITABLE)
        if state.status.ended and fork_refusal(state, node.id) is None:
            found.add(Fact.FORKABLE)
        return frozenset(found)

    def _steerable(self) -> bool:
        """Whether the run on show is the one that runs, or has ended with nothing else under way."""
        running = self._run.phase is Phase.RUNNING and self._view.newest.run_id == self._run.state.run_id
        return running or (self._run.phase is Phase.IDLE and self._view.newest.status.ended)

    def _node(self) -> NodeView | None:
        """The selected step as it stands now, even if an earlier moment is on show."""
        shown = self._view.selected()
        return self._view.newest.nodes.get(shown.id) if shown is not None else None

    def _pin(self) -> None:
        node = self._node()
        if node is not None:
            self._change(Pin(node=node.id))

    def _prune(self) -> None:
        node = self._node()
        if node is not None:
            self._change(Prune(node=node.id))

    def _fork(self) -> None:
        node = self._node()
        if node is not None:
            self._ask(lambda: forked(self._view.newest, node.id))

    def _insert(self) -> None:
        node = self._node()
        if node is not None:
            self._write(
                tr("Insert a step after step {number}").format(number=node.id),
                "",
                lambda text, final: self._change(AddStep(parent=node.id, text=text, final=final)),
            )

    def _edit(self) -> None:
        node = self._node()
        if node is not None and node.parent is not None:
            self._write(
                tr("Edit step {number}").format(number=node.id),
                _editable(node),
                lambda text, final: self._change(_replacement(node, text, final=final)),
            )

    def _write(self, title: str, text: str, done: Callable[[str, bool], None]) -> None:
        settings = self._view.newest.settings
        step_format = settings.step_format if settings else StepFormat.CODE
        StepDialog(title, text, step_format, done, self._view).open()

    def _change(self, change: Steering) -> None:
        if self._run.phase is Phase.RUNNING:
            self._run.steer(change)
        else:
            self._ask(lambda: onward(self._view.newest, steering=(change,)))

    def _ask(self, make: Callable[[], RunRequest]) -> None:
        try:
            request = make()
        except StepwiseError as error:
            self.failed.emit(error)
        else:
            self.wanted.emit(request)


def may_continue(state: RunState) -> bool:
    """Whether a run has ended and another could go on from it."""
    return state.status.ended and state.problem is not None and state.settings is not None


def _replacement(node: NodeView, text: str, *, final: bool = False) -> AddStep:
    assert node.parent is not None
    return AddStep(parent=node.parent, text=text, replaces=node.id, final=final)


def _editable(node: NodeView) -> str:
    """The step as a person writes it: sentence, then code."""
    return "\n".join(filter(None, (node.title, node.code))) or node.text
