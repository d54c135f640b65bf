"""What diallers and switches write down becomes calls; what an ending does not tell stays unknown."""

import pyarrow as pa
import pytest

from ringfence.call.errors import ListError, RequestError
from ringfence.call.moments import moment
from ringfence.doors.exports import EXPORTS, read_export

SHANGHAI = "Asia/Shanghai"
VICIDIAL = (
    "call_date\tphone_number_dialed\tstatus\tuser\tfull_name\tcampaign_id\tvendor_lead_code\tuniqueid\n"
    "2026-03-10 10:00:00\t13000000001\tSALE\t6666\tA\tSPRING\t1\t1773108000.1\n"
    "2026-03-10 10:01:00\t13000000002\tNA\tVDAD\tB\tSPRING\t2\t1773108060.2\n"
    "2026-03-10 10:02:00\t13000000003\tOURS\t6666\tC\tSPRING\t3\t1773108120.3\n"
)
ASTERISK = (
    '"","02158888888","13000000001","out","""Bank"" <02158888888>","SIP/a-1","SIP/b-2","Dial","SIP/b,30",'
    '"2026-03-10 10:00:00","2026-03-10 10:00:08","2026-03-10 10:01:08",68,60,"ANSWERED","DOCUMENTATION","1773108000.1",""\n'
    '"","02158888888","13000000002","out","","SIP/a-1","","Dial","","2026-03-10 10:02:00","","2026-03-10 10:02:30",30,0,'
    '"NO ANSWER","DOCUMENTATION","1773108120.2",""\n'
)
FREESWITCH = (
    '"Bank","02158888888","13000000001","default","2026-03-10 10:00:00","2026-03-10 10:00:08","2026-03-10 10:01:08",'
    '"68","60","NORMAL_CLEARING","5f0c","",""\n'
    '"Bank","02158888888","13000000002","default","2026-03-10 10:02:00","","2026-03-10 10:02:30","30","0","NORMAL_CLEARING","5f0d","",""\n'
    '"Bank","02158888888","13000000003","default","2026-03-10 10:03:00","","2026-03-10 10:03:01","1","0","INTERWORKING","5f0e","",""\n'
)
WRITTEN = {"vicidial": VICIDIAL, "asterisk": ASTERISK, "freeswitch": FREESWITCH}


@pytest.fixture
def read(tmp_path):
    def read_text(kind, text=None, zone=SHANGHAI):
        path = tmp_path / f"{kind}.csv"
        path.write_text(WRITTEN[kind] if text is None else text)
        return pa.concat_tables(read_export(path, kind, zone)).to_pydict()

    return read_text


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [
        ("vicidial", ["conversation", "unanswered", None]),
        ("asterisk", ["connect", "unanswered"]),
        ("freeswitch", ["connect", "unanswered", None]),
    ],
)
def test_how_a_call_ended_is_told_in_our_words_where_it_has_one_meaning(read, kind, outcomes):
    calls = read(kind)
    assert calls["outcome"] == outcomes
    assert calls["recipient"][:2] == ["13000000001", "13000000002"]
    assert calls["ts"][0] == moment("2026-03-10T10:00:00+08:00")
    assert set(calls["channel"]) == {"voice"}


def test_a_clock_is_never_guessed(read):
    with pytest.raises(ListError, match="names no zone") as error:
        read("asterisk", zone=None)
    assert error.value.line == 1


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_file_of_something_else_is_told(read, kind):
    with pytest.raises(ListError):
        read(kind, "a,b\n1,2\n")


def test_a_program_that_is_not_known_is_told_with_those_that_are(tmp_path):
    with pytest.raises(RequestError, match="asterisk"):
        list(read_export(tmp_path / "none.csv", "asteriks", None))


def test_an_export_is_brought_as_history_and_the_same_one_only_once(house, tmp_path):
    path = tmp_path / "Master.csv"
    path.write_text(ASTERISK)
    words = {"direction": "outbound", "caller": "bank-a", "purpose": "marketing"}
    found = house.bring("call", path, export="asterisk", zone=SHANGHAI, region="CN", common=words)
    assert (found.added, found.rows) == (2, 2)
    assert house.bring("call", path, export="asterisk", zone=SHANGHAI, region="CN", common=words).same == 2


def test_whose_direction_nobody_said_is_not_guessed(house, tmp_path):
    path = tmp_path / "Master.csv"
    path.write_text(ASTERISK)
    with pytest.raises(ListError) as error:
        house.bring("call", path, export="asterisk", zone=SHANGHAI, region="CN")
    assert error.value.column == "direction"
    with pytest.raises(RequestError, match="export"):
        house.bring("stop", path, export="asterisk")


def test_a_file_whose_signs_cannot_be_read_is_told(read, tmp_path):
    path = tmp_path / "Master.csv"
    path.write_bytes(ASTERISK.encode() + b'\xff\xfe\xff,"x"\n')
    with pytest.raises(ListError, match="cannot be read"):
        list(read_export(path, "asterisk", SHANGHAI))
