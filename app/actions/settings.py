"""Actions of the Settings page."""

from app.actions.base import Action, Menu
from app.language import mark

SETTINGS = (Action("page.settings", mark("S&ettings"), Menu.VIEW, "Ctrl+6; Ctrl+,"),)
