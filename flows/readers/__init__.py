"""Processes of their own in which files of unknown origin are read and marked: one that dies costs one file."""
