"""The front: window, command line, everything a person touches."""
