"""RUN: the only place that knows Prefect, the clock, network, disk and database."""
