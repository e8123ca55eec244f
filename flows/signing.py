"""The key by which receipts and publications are signed: Ed25519, made once, kept in the home folder."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from flows.private import place_once
from flows.trouble import NightTrouble, UsageTrouble, disk_trouble

FOLDER = "keys"
PRIVATE, PUBLIC = "signing.key", "signing.pub"

PublicKeys = Mapping[str, Ed25519PublicKey]  # by fingerprint


def signing_key(home: Path) -> Ed25519PrivateKey:
    """The private key of this home folder; made, for its owner only, where there is none."""
    private = home / FOLDER / PRIVATE
    try:
        private.parent.mkdir(parents=True, exist_ok=True)
        if not private.exists():
            place_once(private, _pem(Ed25519PrivateKey.generate()))
        key = form.load_pem_private_key(private.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"expected an Ed25519 key, found {type(key).__name__}")
        public = private.with_name(PUBLIC)
        if not public.exists():
            public.write_bytes(public_pem(key.public_key()))
    except OSError as error:
        raise disk_trouble(error, private) from error
    except ValueError as error:
        raise NightTrouble(
            f"Tệp khóa ký “{private}” bị hỏng. Hãy khôi phục từ bản sao lưu.",
            f"The signing key “{private}” is damaged. Restore it from a backup.",
        ) from error
    return key


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())


def public_pem(key: Ed25519PublicKey) -> bytes:
    """The public key as the text that is given to reporters."""
    return key.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: Ed25519PublicKey) -> str:
    """The first 32 hex digits of the SHA-256 of the key: by them it is named."""
    return hashlib.sha256(key.public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)).hexdigest()[:32]


def trusted_keys(home: Path, stated: Path | None = None) -> PublicKeys:
    """The public key of a file, else all of the home folder: its own, and older ones and those of other machines."""
    files = [stated] if stated is not None else sorted((home / FOLDER).glob("*.pub"))
    if not files:
        raise UsageTrouble(
            "Chưa có khóa công khai để đối chiếu; hãy nêu bằng --public-key.",
            "There is no public key to verify by; name one with --public-key.",
        )
    return {fingerprint(key): key for key in map(_public_key, files)}


def _public_key(file: Path) -> Ed25519PublicKey:
    try:
        key = form.load_pem_public_key(file.read_bytes())
        if isinstance(key, Ed25519PublicKey):
            return key
    except (OSError, ValueError):
        pass
    raise UsageTrouble(
        f"“{file}” không phải là khóa công khai (Ed25519, PEM).", f"“{file}” is no public key (Ed25519, PEM)."
    )


def signature_of(key: Ed25519PrivateKey, content: str) -> str:
    """The signature over a text, base64."""
    return base64.b64encode(key.sign(content.encode())).decode()


def is_signed(keys: PublicKeys, key_id: str, content: str, signature: str) -> bool:
    """Whether a trusted key of this fingerprint has signed the text."""
    key = keys.get(key_id)
    try:
        if key is not None:
            key.verify(base64.b64decode(signature, validate=True), content.encode())
            return True
    except (InvalidSignature, ValueError):
        pass
    return False
