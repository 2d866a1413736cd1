"""Campaigns over problem files: sampling, preference pairs, evolution rounds. Empty until the lab is built."""
