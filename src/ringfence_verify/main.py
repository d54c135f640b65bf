"""`ringfence-verify`: checks a dossier, and says of each thing that does not hold which file it is.

Stands in the hands of a bank, an authority or a court. Takes the dossier's folder; ends with 0 if everything holds, with
1 if anything does not. It asks no server and trusts no one: whose key it was, a person compares.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ringfence_verify.bundle import check_bundle, check_files
from ringfence_verify.findings import Findings
from ringfence_verify.pdf import check_pdf
from ringfence_verify.receipts import check_receipts

EXAMPLES = """examples:
  ringfence-verify 2026-11-25-zh
  ringfence-verify 2026-11-25-zh --fingerprint "9C81 0488 ..."

Says what holds and what does not. 核对卷宗：逐一指出被改动、缺失或增加的文件。"""


def verify(folder: Path, fingerprint: str | None = None) -> Findings:
    """Everything that holds of a dossier and everything that does not."""
    findings = Findings()
    if not folder.is_dir():
        findings.add(str(folder), "there is no such folder; name the dossier's")
        return findings
    found = check_bundle(folder, findings)
    if found is None:
        return findings
    told, certificate = found
    if fingerprint is not None and _bare(fingerprint) != _bare(findings.fingerprint):
        findings.add("the key", f"it is another key: its fingerprint is {findings.fingerprint}")
    check_files(folder, told, findings)
    check_pdf(folder, certificate, findings)
    check_receipts(folder, told, findings)
    return findings


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="ringfence-verify",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="the dossier's folder 卷宗文件夹")
    parser.add_argument("--fingerprint", help="the fingerprint that the key must have 密钥指纹")
    given = parser.parse_args()
    findings = verify(given.folder, given.fingerprint)
    for words in findings.held:
        print(f"holds 成立: {words}")
    for name, words in findings.wrong:
        print(f"does not hold 不成立: {name}: {words}")
    if findings.fingerprint:
        print(f"signed by the key 签名密钥指纹: {findings.fingerprint}")
    print("everything holds 全部成立" if findings.clean else "this dossier does not hold 卷宗不成立")
    sys.exit(0 if findings.clean else 1)


def _bare(fingerprint: str) -> str:
    return "".join(sign for sign in fingerprint.upper() if sign.isalnum())


if __name__ == "__main__":
    main()
