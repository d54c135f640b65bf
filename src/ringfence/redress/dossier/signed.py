"""Her own key, and what it signs: the PDF of a dossier and the bundle around it.

The last step of a dossier. Takes bytes; gives signed bytes. The key is made once, lies in her folder and never leaves it;
nobody vouches for it, so its fingerprint is printed in what she hands out and compared by whoever checks it.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import os
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ringfence.call.errors import EvidenceError

KEY_BITS: Final = 3072
YEARS: Final = 20
SUBJECT: Final = "Ringfence dossier"
FIELD: Final = "Dossier"
ROOM: Final = 16_384
"""Bytes kept free in the PDF for the signature."""


class OwnKey:
    """Her key and its certificate; made at the first use."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / "dossier-key.pem"
        if not path.exists():
            _make(path)
        try:
            both = path.read_bytes()
            key = serialization.load_pem_private_key(both, None)
            self.certificate = x509.load_pem_x509_certificate(both)
        except (OSError, ValueError) as error:
            raise EvidenceError(f"her key `{path}` cannot be read: {error}; restore it from a copy") from None
        assert isinstance(key, rsa.RSAPrivateKey)
        self.key = key

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, in groups that can be read out."""
        digest = sha256(self._der).hexdigest().upper()
        return " ".join(digest[place : place + 4] for place in range(0, len(digest), 4))

    @property
    def _der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def sign_pdf(self, pdf: bytes) -> bytes:
        """The PDF with a signature over all of it."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - only who signs waits
        from pyhanko.sign import signers  # noqa: PLC0415 - as above

        signer = signers.SimpleSigner(
            signing_cert=_asn1_certificate(self._der),
            signing_key=_asn1_key(self.key),
            cert_registry=_registry(self._der),
        )
        meta = signers.PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", name=SUBJECT)
        out = io.BytesIO()
        signing = signers.PdfSigner(meta, signer)
        signing.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out, bytes_reserved=ROOM)
        return out.getvalue()

    def sign_json(self, payload: bytes) -> dict[str, Any]:
        """The payload under a General JWS (RFC 7515), the certificate in its protected header."""
        from joserfc import jws  # noqa: PLC0415 - as above
        from joserfc.jwk import RSAKey  # noqa: PLC0415 - as above

        header: dict[str, Any] = {"alg": "RS256", "x5c": [base64.b64encode(self._der).decode()]}
        registry = jws.JWSRegistry(algorithms=["RS256"])
        registry.max_header_length, registry.max_payload_length = 1 << 16, 1 << 26
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        signed: dict[str, Any] = dict(
            jws.serialize_json([{"protected": header}], payload, RSAKey.import_key(pem), registry=registry)
        )
        return signed


def _make(path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SUBJECT)])
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * YEARS))
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    part = path.with_suffix(".part")
    place = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(place, "wb") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _asn1_certificate(der: bytes) -> Any:
    from asn1crypto import x509 as asn1  # noqa: PLC0415 - as above

    return asn1.Certificate.load(der)


def _asn1_key(key: rsa.RSAPrivateKey) -> Any:
    from asn1crypto import keys  # noqa: PLC0415 - as above

    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return keys.PrivateKeyInfo.load(der)


def _registry(der: bytes) -> Any:
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415 - as above

    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(_asn1_certificate(der))
    return store
