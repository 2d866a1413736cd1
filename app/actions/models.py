"""Actions of the Models page."""

from app.actions.base import Action, Fact, Menu, needs
from app.language import mark

_CHOSEN = needs(Fact.MODELS_PAGE, Fact.MODEL)

MODELS = (
    Action("page.models", mark("&Models"), Menu.VIEW, "Ctrl+3"),
    Action("models.find", mark("&Find models of other programs"), Menu.FILE, needs=needs(Fact.MODELS_PAGE)),
    Action("models.add", mark("Add a model &file …"), Menu.FILE, needs=needs(Fact.MODELS_PAGE)),
    Action("models.use", mark("&Get, load or unload the model"), Menu.EDIT, "Ctrl+L", needs=_CHOSEN),
    Action("models.remove", mark("&Delete or forget the model …"), Menu.EDIT, needs=_CHOSEN),
)
