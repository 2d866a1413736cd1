"""The window's pages and widgets."""
