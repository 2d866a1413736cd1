"""The search itself: pure functions on frozen values."""
