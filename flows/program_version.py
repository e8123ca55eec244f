"""The version of parkwatch."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The version that is installed; “?” where the program runs uninstalled."""
    try:
        return version("parkwatch")
    except PackageNotFoundError:
        return "?"
