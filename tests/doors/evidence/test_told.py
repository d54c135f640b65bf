"""Hostile files get a plain word and do no harm."""

import io
import zipfile
from zoneinfo import ZoneInfo

import pytest

from ringfence.call.errors import ListError
from ringfence.doors.evidence.read import read_file
from ringfence.doors.evidence.told import MOST_READ, form_of
from ringfence.doors.evidence.values import Reader
from tests.made_evidence import calls, mobile_csv, telecom_pdf, unicom_xlsx

pytestmark = pytest.mark.long

READER = Reader(ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def refused(tmp_path):
    def why(name, content):
        path = tmp_path / "kept"
        path.write_bytes(content)
        with pytest.raises(ListError) as error:
            read_file(path, name, READER)
        return str(error.value)

    return why


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return out.getvalue()


def test_a_packed_file_that_swells_is_not_opened(refused):
    assert "would swell to" in refused("bill.xlsx", packed(sheet=b"0" * (210 << 20)))
    assert "would swell to" in refused("bill.xlsx", packed(**{f"f{nth}": b"" for nth in range(2_100)}))


def test_a_zip_is_asked_to_be_unpacked(refused):
    assert "unpack it" in refused("all.zip", packed(bill=b"x"))


def test_an_ending_that_lies_is_told(refused):
    assert "not what its ending says" in refused("bill.csv", telecom_pdf(calls(2)))
    assert "not what its ending says" in refused("photo.png", b"%PDF-1.7 ...")


def test_a_program_is_not_opened(refused):
    assert "is a program" in refused("bill.xlsx", b"MZ\x90\x00" + b"\0" * 100)


def test_entities_that_would_swell_are_refused_before_they_are_looked_at(refused):
    bomb = b"<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;&a;'>]><calls><call number='&b;'/></calls>"
    assert "declares a document type" in refused("calls.xml", bomb)


def test_an_entity_of_elsewhere_reads_no_file(refused):
    assert "document type" in refused(
        "calls.xml", b"<?xml version='1.0'?><!DOCTYPE c [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><calls/>"
    )


def test_a_pdf_under_a_password_says_what_to_do(refused):
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(telecom_pdf(calls(2)))))
    writer.encrypt("owner", "secret")
    out = io.BytesIO()
    writer.write(out)
    assert "under a password" in refused("bill.pdf", out.getvalue())


def test_a_pdf_that_is_not_whole_stays_evidence_and_says_so(refused):
    assert "cannot be read as a PDF" in refused("bill.pdf", telecom_pdf(calls(2))[:900])


def test_a_pdf_of_pictures_alone_says_so(refused):
    import typst

    blank = typst.compile(b"#rect(width: 2cm, height: 2cm)", format="pdf")
    assert "no words, only pictures" in refused("bill.pdf", blank)


def test_a_workbook_that_is_cut_is_told(refused):
    assert "is not whole" in refused("bill.xlsx", unicom_xlsx(calls(3))[:-40])


def test_a_file_of_rows_that_is_too_long_is_not_read(tmp_path):
    path = tmp_path / "kept"
    with path.open("wb") as file:
        file.write(b"a,b\n")
        file.truncate(MOST_READ + 10)
    with pytest.raises(ListError, match="longer than 64 MB"):
        form_of(path, "bill.csv")


def test_a_formula_in_a_sheet_is_text_and_nothing_runs(tmp_path):
    rows = mobile_csv(calls(2)).decode("gb18030").replace("上海", '=cmd|"/c calc"!A1')
    path = tmp_path / "kept"
    path.write_bytes(rows.encode("gb18030"))
    _, found = read_file(path, "移动.csv", READER)
    assert len(found.rings) == 2


def test_whatever_has_no_form_is_kept_as_a_document(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(b"\x01\x02\x03")
    assert read_file(path, "x.bin", READER)[0] == "document"
