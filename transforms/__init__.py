"""Change data from one declared shape into another: frame in, frame out; no clock, network, disk or Prefect."""
