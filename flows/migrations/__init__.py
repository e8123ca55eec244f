"""The steps of the warehouse from one version to the next (Alembic)."""
