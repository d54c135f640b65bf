"""The signed bundle of a dossier: its signature, and every file that it names.

Takes a folder; gives what does not hold. The file must be the one way to write what it says: then not one bit of it can
differ and still be taken for the same. No part of it is followed anywhere: names stay inside the folder.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from joserfc import jws
from joserfc.jwk import RSAKey

from ringfence_verify.findings import Findings

BUNDLE = "dossier.vcon.json"
AT_ONCE = 1 << 20
MOST_HEADER, MOST_PAYLOAD = 1 << 16, 1 << 27
MOST_FILES = 10_000


def check_bundle(folder: Path, findings: Findings) -> tuple[dict[str, Any], bytes] | None:
    """What the bundle says and the certificate it is signed with; None if it does not hold."""
    path = folder / BUNDLE
    try:
        written = path.read_bytes()
        signed = json.loads(written)
        header, certificate = _header(signed)
        if _again(signed) != written:
            findings.add(BUNDLE, "it is not written as it was signed: altered")
            return None
        payload = _verified(signed, certificate)
        told = json.loads(payload)
    except FileNotFoundError:
        findings.add(BUNDLE, "it is not there: without it nothing can be checked")
        return None
    except Exception as error:  # noqa: BLE001 - whatever an altered file provokes, it does not hold
        findings.add(BUNDLE, f"its signature does not hold: altered ({type(error).__name__})")
        return None
    if header != {"alg": "RS256", "x5c": header["x5c"]}:
        findings.add(BUNDLE, "its header says more than it should: altered")
        return None
    der = certificate.public_bytes(serialization.Encoding.DER)
    digest = hashlib.sha256(der).hexdigest().upper()
    findings.fingerprint = " ".join(digest[place : place + 4] for place in range(0, len(digest), 4))
    findings.hold("the bundle is signed")
    return told, der


def check_files(folder: Path, told: dict[str, Any], findings: Findings) -> None:
    """Every file that the bundle names is there and is the one it names, and there is no other."""
    named: set[str] = {BUNDLE}
    for each in told.get("attachments", []):
        name = str(each.get("filename", ""))
        if not _is_inside(name):
            findings.add(name, "it lies outside the dossier")
            continue
        named.add(name)
        path = folder / name
        if path.is_symlink() or not path.is_file():
            findings.add(name, "it is missing")
        elif _content_hash(path) != each.get("content_hash"):
            findings.add(name, "it was altered: its hash is not the one that was signed")
    for path in sorted(folder.rglob("*"))[:MOST_FILES]:
        name = path.relative_to(folder).as_posix()
        if (path.is_file() or path.is_symlink()) and name not in named:
            findings.add(name, "it was added: the bundle does not name it")
    if findings.clean:
        findings.hold(f"{len(named)} files are as they were signed")


def _header(signed: dict[str, Any]) -> tuple[dict[str, Any], x509.Certificate]:
    (only,) = signed["signatures"]
    header = json.loads(_decoded(only["protected"]))
    (der,) = header["x5c"]
    return header, x509.load_der_x509_certificate(base64.b64decode(der, validate=True))


def _again(signed: dict[str, Any]) -> bytes:
    """The bundle written once more, every part of it decoded and encoded anew."""
    (only,) = signed["signatures"]
    header = json.loads(_decoded(only["protected"]))
    again = {
        "payload": _encoded(_decoded(signed["payload"])),
        "signatures": [
            {
                "protected": _encoded(json.dumps(header, separators=(",", ":")).encode()),
                "signature": _encoded(_decoded(only["signature"])),
            }
        ],
    }
    return json.dumps(again, sort_keys=True, separators=(",", ":")).encode()


def _verified(signed: dict[str, Any], certificate: x509.Certificate) -> bytes:
    pem = certificate.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    registry = jws.JWSRegistry(algorithms=["RS256"])
    registry.max_header_length, registry.max_payload_length = MOST_HEADER, MOST_PAYLOAD
    found = jws.deserialize_json(signed, RSAKey.import_key(pem), registry=registry)  # type: ignore[call-overload]  # checked there
    return bytes(found.payload)


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _content_hash(path: Path) -> str:
    digest = hashlib.sha512()
    with path.open("rb") as file:
        while piece := file.read(AT_ONCE):
            digest.update(piece)
    return f"sha512-{_encoded(digest.digest())}"
