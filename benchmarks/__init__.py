"""Measurements of the engines: not part of what users run."""
