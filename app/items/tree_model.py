"""The search tree as a Qt model: the graphics view and the outline both stand on it and share one selection."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from itertools import islice

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.items.node_words import node_sentence, node_title, state_word, tooltip, value_word
from app.language import mark, tr
from app.state import NodeView
from engine.types import NodeId

AnyIndex = QModelIndex | QPersistentModelIndex
_INSERT_ONE_BY_ONE = 200
_INVALID = QModelIndex()


class Column(IntEnum):
    """Columns of the outline."""

    STEP = 0
    VALUE = 1
    VISITS = 2
    STATE = 3


HEADERS = {
    Column.STEP: mark("Step"),
    Column.VALUE: mark("Value"),
    Column.VISITS: mark("Visits"),
    Column.STATE: mark("State"),
}


class TreeModel(QAbstractItemModel):
    """Nodes of one run. ``show`` takes each new state; rows are only ever added, until another run is shown.

    A *place* is a node's position in the order of creation, 0 for the root. Ids come from another process and may be
    any number; places are what Qt is given.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run_id = ""
        self._nodes: list[NodeView] = []
        self._places: dict[NodeId, int] = {}
        self._parents: list[int | None] = []
        self._children: list[list[int]] = []
        self._rows: list[int] = []
        self._best: frozenset[NodeId] = frozenset()

    def show(self, run_id: str, nodes: Mapping[NodeId, NodeView], best_path: Sequence[NodeId]) -> None:
        """Take over a state of run ``run_id``, its nodes in order of creation, parents before their children."""
        best = frozenset(best_path)
        new = len(nodes) - len(self._nodes)
        if run_id != self._run_id or not self._nodes or not 0 <= new <= _INSERT_ONE_BY_ONE:
            self._reset(run_id, nodes, best)
            return
        changed_best = best ^ self._best
        self._best = best
        known = len(self._nodes)
        for place, node in enumerate(islice(nodes.values(), known)):
            if node is not self._nodes[place] or node.id in changed_best:
                self._replace(place, node)
        for node in islice(nodes.values(), known, None):
            self._insert(node)

    @property
    def run_id(self) -> str:
        """The run whose tree this is."""
        return self._run_id

    def node(self, index: AnyIndex) -> NodeView | None:
        """The node of an index."""
        return self._nodes[index.internalId()] if index.isValid() else None

    def place_of(self, node: NodeId) -> int | None:
        """The place of a node, None when there is no such node."""
        return self._places.get(node)

    def nodes(self) -> Sequence[NodeView]:
        """All nodes, by place."""
        return self._nodes

    def parent_places(self) -> Sequence[int | None]:
        """For each place the place of the parent."""
        return self._parents

    def child_places(self) -> Sequence[Sequence[int]]:
        """For each place the places of its children, in the order in which they came."""
        return self._children

    def is_best(self, place: int) -> bool:
        """Whether the node at a place is on the best path."""
        return self._nodes[place].id in self._best

    def best_places(self) -> Sequence[int]:
        """The places of the best path, from the root on."""
        return sorted(self._places[node] for node in self._best if node in self._places)

    def index_at(self, place: int, column: int = 0) -> QModelIndex:
        """The index of the node at a place."""
        return self.createIndex(self._rows[place], column, place)

    def index(self, row: int, column: int, parent: AnyIndex = _INVALID) -> QModelIndex:
        """See Qt."""
        if not 0 <= column < len(Column) or row < 0:
            return QModelIndex()
        if not parent.isValid():
            return self.index_at(0, column) if row == 0 and self._nodes else QModelIndex()
        if parent.column() != 0:
            return QModelIndex()
        below = self._children[parent.internalId()]
        return self.createIndex(row, column, below[row]) if row < len(below) else QModelIndex()

    def parent(self, index: AnyIndex = _INVALID) -> QModelIndex:  # type: ignore[override]
        """See Qt."""
        place = self._parents[index.internalId()] if index.isValid() else None
        return QModelIndex() if place is None else self.index_at(place)

    def rowCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        if not parent.isValid():
            return 1 if self._nodes else 0
        return len(self._children[parent.internalId()]) if parent.column() == 0 else 0

    def columnCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """See Qt."""
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return tr(HEADERS[Column(section)]) if shown and 0 <= section < len(Column) else None

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """See Qt."""
        node = self.node(index)
        if node is None:
            return None
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._shown(node, column)
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(node.reason) or None
            case Qt.ItemDataRole.AccessibleTextRole if column is Column.STEP:
                return node_sentence(node, node.id in self._best)
            case Qt.ItemDataRole.TextAlignmentRole if column in (Column.VALUE, Column.VISITS):
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _shown(self, node: NodeView, column: Column) -> str:
        match column:
            case Column.STEP:
                return node_title(node)
            case Column.VALUE:
                return value_word(node)
            case Column.VISITS:
                return str(node.visits) if node.visits else ""
            case Column.STATE:
                return state_word(node, node.id in self._best)

    def _reset(self, run_id: str, nodes: Mapping[NodeId, NodeView], best: frozenset[NodeId]) -> None:
        self.beginResetModel()
        if run_id != self._run_id:
            self._shorten(0)
        self._run_id = run_id
        self._best = best
        self._shorten(len(nodes))
        for place, node in enumerate(islice(nodes.values(), len(self._nodes))):
            if node.id != self._nodes[place].id:
                self._shorten(place)  # not a moment of the same run after all
                break
            self._nodes[place] = node
        for node in islice(nodes.values(), len(self._nodes), None):
            self._append(node)
        self.endResetModel()

    def _shorten(self, count: int) -> None:
        """Keep the first ``count`` nodes."""
        while len(self._nodes) > count:
            self._places.pop(self._nodes.pop().id)
            self._rows.pop()
            self._children.pop()
            parent = self._parents.pop()
            if parent is not None:
                self._children[parent].pop()

    def _insert(self, node: NodeView) -> None:
        parent = self._parent_place(node) or 0
        row = len(self._children[parent])
        self.beginInsertRows(self.index_at(parent), row, row)
        self._append(node)
        self.endInsertRows()

    def _append(self, node: NodeView) -> None:
        place, parent = len(self._nodes), self._parent_place(node)
        row = 0
        if parent is not None:
            row = len(self._children[parent])
            self._children[parent].append(place)
        self._nodes.append(node)
        self._places[node.id] = place
        self._parents.append(parent)
        self._rows.append(row)
        self._children.append([])

    def _parent_place(self, node: NodeView) -> int | None:
        return None if node.parent is None else self._places[node.parent]

    def _replace(self, place: int, node: NodeView) -> None:
        self._nodes[place] = node
        self.dataChanged.emit(self.index_at(place, 0), self.index_at(place, len(Column) - 1))
