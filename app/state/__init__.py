"""View state without Qt: reduce(state, event) -> state."""
