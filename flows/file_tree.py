"""Any file tree that fsspec can reach, to read from or to write into: SFTP with a pinned host key, an object store."""

from typing import Any
from urllib.parse import urlsplit

import fsspec

from flows.settings import Place
from flows.trouble import PlaceTrouble

SFTP_SCHEMES = ("sftp", "ssh")
CONNECT_SECONDS = 20


def open_tree(place: Place) -> tuple[Any, str]:
    """The file system of the place's URL and the root in it."""
    scheme = urlsplit(place.url).scheme
    options: dict[str, Any] = dict(place.options)
    if place.username:
        options["username"] = place.username
    if place.secret:
        options["password"] = place.secret
    if scheme in SFTP_SCHEMES:
        options |= sftp_options(place)
    try:
        tree, root = fsspec.core.url_to_fs(place.url, skip_instance_cache=True, **options)
    except (ValueError, ImportError) as error:
        raise unknown_scheme(place, scheme, error) from error
    except Exception as error:
        raise out_of_reach(place, error) from error
    return tree, str(root).rstrip("/")


def sftp_options(place: Place) -> dict[str, Any]:
    """Options that trust the pinned host key and no other; without a pinned key there is no connection."""
    import asyncssh

    if not place.host_key:
        raise place.trouble(
            f"{place.called_vi} chưa khai báo khóa máy chủ (host_key): không kết nối với máy chưa xác minh.",
            f"{place.called_en} names no host_key: no connection is made to a server nobody has verified.",
        )
    try:
        key = asyncssh.import_public_key(place.host_key)
    except asyncssh.KeyImportError as error:
        raise place.trouble(
            f"Khóa máy chủ (host_key) của {place.word_vi.lower()} “{place.title}” không đọc được.",
            f"The host_key of the {place.word_en} “{place.title}” cannot be read.",
        ) from error
    return {
        "known_hosts": ([key], [], []),
        "client_keys": list(place.client_keys) or None,
        "agent_path": None,
        "config": None,
        "timeout": CONNECT_SECONDS,
    }


def unknown_scheme(place: Place, scheme: str, error: Exception) -> PlaceTrouble:
    """Say that nothing here knows such URLs, or that a package for them is wanting."""
    if isinstance(error, ImportError):
        return place.trouble(
            f"{place.called_vi}: thiếu gói Python cho địa chỉ “{scheme}://”.",
            f"{place.called_en} needs a Python package for “{scheme}://” that is not installed.",
        )
    return place.trouble(
        f"{place.called_vi}: không biết loại địa chỉ “{scheme}://”.",
        f"{place.called_en} has a kind of address that is not known: “{scheme}://”.",
    )


def out_of_reach(place: Place, error: Exception) -> PlaceTrouble:
    """Say why the place could not be reached, without its password."""
    kind = type(error).__name__
    if kind == "HostKeyNotVerifiable":
        return place.trouble(
            f"{place.called_vi}: khóa của máy chủ không phải là khóa đã khai báo, không kết nối.",
            f"{place.called_en} shows another host key than the pinned one: no connection is made.",
        )
    if isinstance(error, PermissionError) or kind == "PermissionDenied":
        return place.trouble(
            f"{place.called_vi}: máy chủ không cho vào (sai tên, mật khẩu hoặc khóa).",
            f"{place.called_en} lets nobody in with this name, password or key.",
        )
    if isinstance(error, FileNotFoundError):
        return place.trouble(
            f"{place.called_vi}: không có thư mục này.",
            f"{place.called_en} has no such folder.",
        )
    return place.silent(
        f"{place.called_vi} không liên lạc được ({kind}).",
        f"{place.called_en} is out of reach ({kind}).",
    )
