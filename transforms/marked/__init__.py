"""Marked copies: the sender's own file again, what was found marked in its cells and listed in front."""
