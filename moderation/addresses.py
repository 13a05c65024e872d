"""E-mail and network addresses: sealed or hashed with the service's own key, never kept plain."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from moderation.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

_NONCE_BYTES = 12
_IPV4_PREFIX, _IPV6_PREFIX = 24, 64


def derived(secret: str, purpose: str) -> bytes:
    """32 bytes that belong to one purpose (HKDF-SHA256, RFC 5869): no key serves two ends."""
    return HKDF(SHA256(), length=32, salt=None, info=f"moderation {purpose}".encode()).derive(secret.encode())


def kept_secret(data_dir: Path) -> str:
    """The secret in the data directory, made on first use (mode 600); a repeat reads the same one."""
    path = data_dir / "secret.key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = data_dir / f".secret.{os.getpid()}"
        if not path.exists():
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
                file.write(base64.urlsafe_b64encode(os.urandom(48)).decode())
            try:
                os.link(draft, path)  # whoever comes first wins: two processes never keep two secrets
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as cause:
        raise ConfigurationError(f"DATA_DIR: {path} cannot be read or made ({cause.strerror})") from cause


@dataclass(frozen=True, slots=True)
class Addresses:
    """Seals addresses and makes the keyed marks by which the same one is known again."""

    secret: str = field(repr=False)
    _sealing: AESGCM = field(init=False, repr=False)
    _marking: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Derive one key for sealing and one for marks."""
        object.__setattr__(self, "_sealing", AESGCM(derived(self.secret, "seal addresses")))
        object.__setattr__(self, "_marking", derived(self.secret, "mark addresses"))

    def seal(self, address: str, bound_to: str) -> str:
        """The address under AES-256-GCM, base64; it opens only for the same ``bound_to`` (a comment's id)."""
        nonce = os.urandom(_NONCE_BYTES)
        return base64.b64encode(nonce + self._sealing.encrypt(nonce, address.encode(), bound_to.encode())).decode()

    def open(self, sealed: str, bound_to: str) -> str:
        """The address again; raises cryptography's InvalidTag for another key, another comment or a changed seal."""
        raw = base64.b64decode(sealed)
        return self._sealing.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to.encode()).decode()

    def mark(self, kind: str, *parts: str) -> str:
        """A keyed hash of these parts, 32 hex digits; alike only for the same kind and parts."""
        message = "\x1f".join([kind, *parts]).encode(errors="surrogatepass")
        return hmac.new(self._marking, message, hashlib.sha256).hexdigest()[:32]

    def fingerprint(self, site: str, email: str) -> str:
        """The mark of an address on a site; case and surrounding space make no difference."""
        return self.mark("email", site, email.strip().casefold())

    def network(self, site: str, ip: str) -> str:
        """The mark of the /24 (IPv4) or /64 (IPv6) an address is in."""
        return self.mark("network", site, str(prefix_of(ip)))


def prefix_of(ip: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """The /24 or /64 of an address; an IPv4 address written as IPv6 counts as IPv4."""
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    length = _IPV4_PREFIX if address.version == 4 else _IPV6_PREFIX  # noqa: PLR2004 (the protocol's version)
    return ipaddress.ip_network((address, length), strict=False)


def masked(address: str) -> str:
    """The address as a moderator sees it before revealing: first letter and domain."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
