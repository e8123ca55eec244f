"""From a figure back to the cells that it came from, and from a file on to the figures that it moved."""
