"""The signature inside the PDF: over all of it, whole, and by the key that signed the bundle.

Takes the PDF and the bundle's certificate; gives what does not hold. Nobody vouches for the key: whose it is, a person
compares by its fingerprint.
"""

from __future__ import annotations

import logging
from pathlib import Path

from ringfence_verify.findings import Findings

PDF = "dossier.pdf"


def check_pdf(folder: Path, certificate: bytes, findings: Findings) -> None:
    """Notes what does not hold of the dossier's PDF."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - it takes a while to load
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415 - as above
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415 - as above
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - as above

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        with (folder / PDF).open("rb") as file:
            (signature,) = PdfFileReader(file).embedded_signatures
            # Whose key it is nobody vouches for: it is compared with the bundle's below, and by a person.
            trusted = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
            status = validate_pdf_signature(signature, trusted)
            covered = signature.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE
            theirs = signature.signer_cert.dump()
    except FileNotFoundError:
        return  # the bundle has named it
    except Exception as error:  # noqa: BLE001 - whatever an altered file provokes, it does not hold
        findings.add(PDF, f"its signature cannot be read: altered ({type(error).__name__})")
        return
    if not (status.intact and status.valid):
        findings.add(PDF, "its signature does not hold: altered")
    elif not covered:
        findings.add(PDF, "something was added after it was signed")
    elif theirs != certificate:
        findings.add(PDF, "it is signed by another key than the bundle")
    else:
        findings.hold("the PDF is signed as a whole, by the same key")
