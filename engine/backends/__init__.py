"""Implementations of engine.backend.Backend."""
