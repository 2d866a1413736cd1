"""Frames a second of the search tree in memory: while nodes come in, while it is zoomed, while it is moved."""

import os
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.items.tree_model import TreeModel
from app.state import RunState, reduce_all
from app.views.tree_view import TreeView
from engine.events import AnyRunEvent, NodeAdded, NodeScored, RunStarted
from engine.types import ROOT, Budget, NodeId, NodeStatus, PolicyName, Problem, SamplingParams, SearchSettings

_WIDTH_PX, _HEIGHT_PX = 1200, 800
_CHILDREN, _DEPTH = 8, 9
_STEPS_A_FRAME = 25
_FRAMES = 90


def tree_frames(nodes: int) -> dict[str, float]:
    """Frames a second with a tree of ``nodes`` steps: "insertion" (from the events of 25 steps to the picture, on the
    way there), "zoom" and "scroll" (each frame a new picture of the whole window); and of each the longest frame, as
    "worst_zoom_ms".
    """
    app = QApplication.instance() or QApplication([])
    model = TreeModel()
    view = TreeView(model, QItemSelectionModel(model))
    view.resize(_WIDTH_PX, _HEIGHT_PX)
    view.show()
    app.processEvents()
    image = QImage(_WIDTH_PX, _HEIGHT_PX, QImage.Format.Format_ARGB32_Premultiplied)
    spans = {"insertion": _insertion(app.processEvents, model, view, image, nodes)}
    view.settle()
    zooms = [view.zoom_in] * 9 + [view.zoom_out] * 9
    spans["zoom"] = [_frame(view, image, zooms[frame % len(zooms)]) for frame in range(_FRAMES)]
    spans["scroll"] = []
    for far in (False, True):
        view.fit()
        for _ in range(0 if far else 6):
            view.zoom_in()
        spans["scroll"] += [_frame(view, image, partial(_scroll, view, frame)) for frame in range(_FRAMES // 2)]
    view.close_scene()
    view.close()
    worst = {f"worst_{name}_ms": max(found) * 1e3 for name, found in spans.items()}
    return {name: len(found) / sum(found) for name, found in spans.items()} | worst


def _insertion(settle: Callable[[], None], model: TreeModel, view: TreeView, image: QImage, nodes: int) -> list[float]:
    state, spans = RunState(), []
    events = _events(nodes)
    size = _STEPS_A_FRAME * 3
    for start in range(0, len(events), size):
        began = time.perf_counter()
        state = reduce_all(state, events[start : start + size])
        model.show(state.run_id, state.nodes, state.best_path)
        settle()
        _paint(view, image)
        spans.append(time.perf_counter() - began)
    return spans


def _frame(view: TreeView, image: QImage, change: Callable[[], object]) -> float:
    began = time.perf_counter()
    change()
    _paint(view, image)
    return time.perf_counter() - began


def _scroll(view: TreeView, frame: int) -> None:
    step = 40 if frame % 40 < 20 else -40
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().value() + step)


def _paint(view: TreeView, image: QImage) -> None:
    painter = QPainter(image)
    view.render(painter)
    painter.end()


def _events(nodes: int) -> list[AnyRunEvent]:
    """A wide and deep tree: each step is followed by eight, to a depth of nine; three events a step, as a run has."""
    settings = SearchSettings(
        PolicyName.MCTS, Budget(max_tokens=10**6, rollouts=10**4, candidates=_CHILDREN), SamplingParams()
    )
    events: list[AnyRunEvent] = [
        RunStarted(
            run_id="frames",
            seq=1,
            problem=Problem("frames", "How many frames a second?"),
            settings=settings,
            model_id="none",
            prompt_tokens=1,
            isolation="Isolated",
            value_source="agreement",
        )
    ]
    depths: dict[NodeId, int] = {ROOT: 0}
    parents = iter([ROOT])
    waiting: list[NodeId] = []
    while len(depths) <= nodes:
        parent = next(parents, None)
        if parent is None:
            # The deepest first, then back to the oldest, as a search does.
            parents = iter([waiting.pop(-1 if len(depths) % 3 else 0)])
            continue
        for _ in range(_CHILDREN):
            node = len(depths)
            depths[node] = depths[parent] + 1
            _add(events, node, parent, depths[node])
            if depths[node] < _DEPTH:
                waiting.append(node)
    return events


def _add(events: list[AnyRunEvent], node: NodeId, parent: NodeId, depth: int) -> None:
    ends = depth == _DEPTH
    events.append(
        NodeAdded(
            run_id="frames",
            seq=len(events) + 1,
            node=node,
            parent=parent,
            depth=depth,
            text=f"# Step {depth}: Go on.\nx = {node}",
            status=NodeStatus.FINISHED if ends else NodeStatus.FAILED if node % 9 == 0 else NodeStatus.OPEN,
            reason="",
            execution=None,
            answer=str(node % 5) if ends else None,
            tokens=20,
            mean_logprob=-0.2,
            prior=0.1,
        )
    )
    for scored in (node, parent):
        events.append(
            NodeScored(run_id="frames", seq=len(events) + 1, node=scored, visits=1 + node % 7, value_sum=node % 3 - 1.0)
        )
