"""Formulas: finding them, rendering them to SVG, saying them as plain text. No Qt."""
