"""Runs the programs that models write, where they can do no harm."""
