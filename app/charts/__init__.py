"""Charts as SVG, without Qt. Empty until there is something to compare."""
