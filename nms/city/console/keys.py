"""Host keys of the consoles: ed25519, made once per element, kept in one file that only its owner reads."""

import base64
import json
import os
from collections.abc import Iterable
from pathlib import Path

import asyncssh

FILE = "console-keys.json"


def new_key() -> str:
    """A private key in OpenSSH's format."""
    return asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()


def host_keys(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The private keys of these elements by name; those that do not exist yet are made and kept."""
    path = folder / FILE
    keys: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [name for name in names if name not in keys]
    if missing:
        keys |= {name: new_key() for name in missing}
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(keys, file)
        fresh.replace(path)
    return keys


def public(private: str) -> tuple[str, str]:
    """The public half as known_hosts writes it: algorithm and base64."""
    algorithm, encoded = asyncssh.import_private_key(private).export_public_key().decode().split()[:2]
    base64.b64decode(encoded, validate=True)
    return algorithm, encoded
