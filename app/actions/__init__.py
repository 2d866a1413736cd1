"""Everything that a person can do in the window, as data: menus, keys and the shortcut sheet are made from it."""

from app.actions.base import Action, Fact, Menu, needs
from app.actions.compare import COMPARE
from app.actions.general import GENERAL
from app.actions.history import HISTORY
from app.actions.lab import LAB
from app.actions.models import MODELS
from app.actions.settings import SETTINGS
from app.actions.solve import SOLVE
from app.actions.teach import TEACH

ACTIONS: tuple[Action, ...] = (*SOLVE, *HISTORY, *TEACH, *MODELS, *COMPARE, *LAB, *SETTINGS, *GENERAL)

__all__ = ["ACTIONS", "Action", "Fact", "Menu", "needs"]
