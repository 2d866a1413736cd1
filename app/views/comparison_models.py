"""The models to compare, narrowed by how they came to be."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.comparison_desk import ComparableModel
from app.language import tr
from app.state import one_line
from app.state.comparison_words import MADE_WORDS, SCOPE_WORDS
from app.views.comparison_choices import CheckList
from app.views.flow import Flow
from app.views.theme import SPACE_1
from app.views.widgets import PlainLabel
from models.text import amount


class ModelChoices(QWidget):
    """Tick models; family, how it was made and what it is for (the survey's taxonomy) narrow the list."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models: dict[str, ComparableModel] = {}
        self.list = CheckList(tr("Models to compare"), 6, 24)
        self.family = _filter(tr("Only this family"))
        self.made = _filter(tr("Only models made this way"))
        self.scope = _filter(tr("Only models for this"))
        self.none = PlainLabel(
            tr("No model is on this computer yet; get one on the Models page (Ctrl+3)."), muted=True, wrap=True
        )
        filters = Flow(self.family, self.made, self.scope)
        for widget in (self.family, self.made, self.scope):
            widget.activated.connect(lambda _: self._narrow())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        titled = self.list.titled(tr("&Models"))
        titled.insertLayout(1, filters)
        titled.addWidget(self.none)
        column.addLayout(titled)
        self.list.changed.connect(self.changed)
        self.show_models(())

    def show_models(self, models: Sequence[ComparableModel]) -> None:
        """Offer these; what is ticked stays so even where it has gone."""
        self._models = {model.id: model for model in models}
        self.list.keep(self._models)
        for model in models:
            words = " · ".join(filter(None, (one_line(model.name), model.kind)))
            self.list.offer(model.id, words, "\n".join(filter(None, (words, amount(model.bytes), _taxonomy(model)))))
        self._name_strangers()
        _fill(self.family, tr("All families"), {m.family: m.family for m in models if m.family})
        made = {word for model in models for word in model.made}
        _fill(self.made, tr("However made"), {word: tr(MADE_WORDS[word]) for word in MADE_WORDS if word in made})
        scopes = {model.scope for model in models}
        _fill(self.scope, tr("For anything"), {word: tr(SCOPE_WORDS[word]) for word in SCOPE_WORDS if word in scopes})
        self.none.setVisible(not models)
        self.list.setVisible(bool(models) or bool(self.list.values()))
        self._narrow()

    def tick(self, wanted: Iterable[str]) -> None:
        """Tick these; those that are not here are listed as such."""
        for name in wanted:
            if name not in self._models:
                self.list.offer(name, _stranger(name))
        self.list.tick(tuple(wanted))
        self.list.keep(self._models)
        self.list.setVisible(bool(self.list.values()))
        self._narrow()

    def _name_strangers(self) -> None:
        for value in self.list.values():
            if value not in self._models:
                self.list.offer(value, _stranger(value))

    def _narrow(self) -> None:
        family, made, scope = (box.currentData() or "" for box in (self.family, self.made, self.scope))

        def holds(value: str) -> bool:
            model = self._models.get(value)
            if model is None:
                return not (family or made or scope)
            return family in ("", model.family) and (not made or made in model.made) and scope in ("", model.scope)

        self.list.narrow(holds)


def _stranger(name: str) -> str:
    return tr("{name} – by its file or name").format(name=one_line(name))


def _taxonomy(model: ComparableModel) -> str:
    words = [model.family, tr(SCOPE_WORDS[model.scope]) if model.scope in SCOPE_WORDS else ""]
    return ", ".join(filter(None, (*words, *(tr(MADE_WORDS[word]) for word in model.made if word in MADE_WORDS))))


def _filter(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box


def _fill(box: QComboBox, everything: str, words: Mapping[str, str]) -> None:
    chosen = box.currentData()
    box.clear()
    box.addItem(everything, "")
    for value, word in words.items():
        box.addItem(word, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.setEnabled(bool(words))
