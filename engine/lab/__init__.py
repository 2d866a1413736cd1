"""Campaigns over problem files: sampling, preference pairs, evolution rounds."""
