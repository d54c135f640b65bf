"""One number as people write it: what is read, as `phonenumbers` reads it; what is refused, with advice."""

import phonenumbers
import pytest
from benchmarks.number_sample import examples, samples
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import NumberParseException, PhoneNumberFormat

from ringfence.call.errors import NumberError
from ringfence.call.number_ranges import LONGEST, REWRITTEN, SHORTEST, VALID, is_valid, ranges, region_of
from ringfence.call.number_text import check_region, parse_line, parse_number

ALLOWED = 0 if ranges().version == phonenumbers.__version__ else 0.005

# `phonenumbers` takes the 8 that Belarusians dial before a call out of freephone numbers beginning with 810,
# so the E.164 form of these valid numbers is read as another, not valid one. It is followed here, or a number
# would be read in one way by us and in another by everyone else.
READ_AS_ANOTHER = "+375810"

MOBILES = ("+8613800138000", "+8613000000000", "+8617912345678")


def oracle(text, region=None):
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None, False, None
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return written, phonenumbers.is_valid_number(number), phonenumbers.region_code_for_number(number)


def ours(text, region=None):
    try:
        number = parse_number(text, region)
    except NumberError:
        return None, False, None
    return number, is_valid(number), region_of(number)


def of_a_length_we_take(*texts):
    return all(text and SHORTEST < len(text) <= LONGEST + 1 for text in texts)


def complaint(text, region=None, **how):
    with pytest.raises(NumberError) as error:
        parse_number(text, region, **how)
    return str(error.value)


def test_numbers_of_every_region_are_read_as_the_oracle_reads_them():
    wrong = []
    for sample in samples(2_000, seed=11):
        text = sample.international
        told = oracle(text)
        if told != ours(text) and of_a_length_we_take(text, told[0]):
            wrong.append((text, told, ours(text)))
    assert len(wrong) <= ALLOWED * 2_000, wrong


def test_valid_numbers_dialled_at_home_are_read_as_the_oracle_reads_them():
    wrong, valid = [], 0
    for sample in samples(2_000, seed=12):
        for text in (sample.national, f"0{sample.national}", f"{sample.calling_code}{sample.national}"):
            told = oracle(text, sample.region) if sample.region != "001" else (None, False, None)
            if told[1] and of_a_length_we_take(told[0]) and not text.startswith("00"):
                valid += 1
                wrong += [(text, sample.region, told)] if ours(text, sample.region) != told else []
    assert valid > 2_000
    assert len(wrong) <= ALLOWED * valid, wrong


def test_numbers_in_the_form_people_print_are_read_back():
    for region, known in examples().items():
        for sample in known if region != "001" else []:
            number = phonenumbers.parse(sample.international)
            if of_a_length_we_take(sample.international) and phonenumbers.is_valid_number(number):
                for form in (PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL):
                    text = phonenumbers.format_number(number, form)
                    assert ours(text, region) == oracle(text, region), (text, region)


@given(
    st.sampled_from(MOBILES),
    st.lists(
        st.tuples(st.integers(0, 14), st.sampled_from(" -.()[] \t\u3000\u00a0\u2011（）\u202a")), max_size=8
    ),
    st.booleans(),
)
def test_what_stands_between_the_digits_does_not_matter(number, between, wide):
    signs = list(number.translate(str.maketrans("+0123456789", "＋０１２３４５６７８９")) if wide else number)
    for place, sign in sorted(between, reverse=True):
        signs.insert(place, sign)
    text = "".join(signs)
    assert parse_number(f" {text}\n") == number or text.endswith((".0", ".00"))


@given(st.sampled_from(list(examples().values())), st.data())
def test_a_number_once_read_is_read_as_itself(known, data):
    sample = data.draw(st.sampled_from(known))
    number = ours(sample.international)[0]
    assert number is None or ours(number)[0] == number or number.startswith(READ_AS_ANOTHER)


@pytest.mark.parametrize(("text", "region", "number"), [
    ("0086 138 0013 8000", None, "+8613800138000"),
    ("(+86) 138-0013-8000", None, "+8613800138000"),
    ("+86 (0)21 5888 8888", None, "+862158888888"),
    ("+44 (0)20 7946 0000", None, "+442079460000"),
    ("+39 06 1234 5678", None, "+390612345678"),
    ("13800138000", "CN", "+8613800138000"),
    ("013800138000", "CN", "+8613800138000"),
    ("8613800138000", "CN", "+8613800138000"),
    ("021-58888888", "CN", "+862158888888"),
    ("400 810 1234", "CN", "+864008101234"),
    ("(212) 555-0123", "US", "+12125550123"),
    ("020 7946 0000", "GB", "+442079460000"),
    ("06 1234 5678", "IT", "+390612345678"),
    ("8 (912) 345-67-89", "RU", "+79123456789"),
    ("+86 138 0013 8000", "US", "+8613800138000"),
])  # fmt: skip
def test_common_forms_are_read(text, region, number):
    assert parse_number(text, region) == number


@pytest.mark.parametrize("text", ["+8613000000000", "+8621111111", "+86211111111"])
def test_a_made_up_number_is_accepted_unless_strict(text):
    assert parse_number(text) == text
    if not is_valid(text):
        assert "no numbering plan" in complaint(text, strict=True)


@pytest.mark.parametrize("text", ["+8613800138000", "13800138000", "021 5888 8888"])
def test_strict_takes_what_is_assigned(text):
    assert is_valid(parse_number(text, "CN", strict=True))


@pytest.mark.parametrize(("text", "region", "number"), [
    ("0086 138 0013 8000", "US", "+8613800138000"),
    ("00852 8112 3456", "HK", "+85281123456"),
])  # fmt: skip
def test_00_is_read_as_plus_where_something_else_is_dialled(text, region, number):
    assert parse_number(text, region) == number


def test_00_that_may_be_two_numbers_is_not_guessed():
    assert "two numbers" in complaint("0015078601234", "HK")


@pytest.mark.parametrize(("text", "word"), [
    ("", "no number is given"),
    (" \t\n", "no number is given"),
    ("13800138000", "has no country"),
    ("+861380", "too short"),
    ("+8613800138000000", "too long"),
    ("13800138000 13900139000", "has no country"),
    ("+9991234567", "no country code"),
    ("+0086138001380", "one `+`"),
    ("++8613800138000", "is not one number"),
    ("+86138O0138000", "is not one number"),
    ("+8613800138000/13900139000", "is not one number"),
    ("+8613800138000 ext 5", "is not one number"),
    ("86+13800138000", "is not one number"),
    ("------", "is not one number"),
    ("1.38E+10", "scientific notation"),
    ("1.38001e10", "scientific notation"),
    ("13800138000.0", "decimal zero"),
    ("+8613800138000.00", "decimal zero"),
])  # fmt: skip
def test_what_cannot_be_read_says_what_to_do(text, word):
    told = complaint(text)
    assert word in told
    assert ": " in told


def test_digits_without_end_are_too_long_for_any_number():
    assert "too long" in complaint("8" * 5_000, "CN")
    assert "too long" in complaint("+" + "8" * 5_000)


@pytest.mark.parametrize(
    ("text", "region"), [("95588", "CN"), ("123", "CN"), ("2" * 14, "CN"), ("5550123", "US")]
)
def test_what_is_no_whole_number_at_home_is_refused(text, region):
    assert f"dialled in {region}" in complaint(text, region)


@pytest.mark.parametrize("region", ["XX", "cn", "CHN", "001", ""])
def test_a_region_that_does_not_exist_is_refused(region):
    with pytest.raises(NumberError, match="is no region"):
        check_region(region)
    assert "is no region" in complaint("+8613800138000", region)


@given(st.text(max_size=40) | st.from_regex(r"\+?[0-9 .-]{5,20}x?", fullmatch=True))
def test_an_error_is_one_line_and_never_shows_a_whole_number(text):
    try:
        number = parse_number(text, "CN")
    except NumberError as error:
        told = str(error)
        assert told.isprintable()
        assert sum(map(str.isdecimal, told.partition("`")[2].partition("…")[0])) <= 6 or len(text) <= 6
        assert len(text.strip()) <= 6 or text.strip() not in told
    else:
        assert SHORTEST < len(number) <= LONGEST + 1


@pytest.mark.parametrize(("text", "line"), [
    ("95588", "95588"),
    ("10086", "10086"),
    ("955 88", "95588"),
    ("１００８６", "10086"),
    ("110", "110"),
    ("10690001", "10690001"),
    ("+8621111111", "+8621111111"),
    ("+86 400 810 1234", "+864008101234"),
])  # fmt: skip
def test_a_line_is_a_short_number_or_e164(text, line):
    assert parse_line(text) == line


@pytest.mark.parametrize("text", ["12", "13800138000", "0211111", "+95588", "95588a", ""])
def test_what_is_neither_is_no_line(text):
    with pytest.raises(NumberError):
        parse_line(text)


def test_a_line_without_country_takes_the_region():
    assert parse_line("021-58888888", "CN") == "+862158888888"


def test_only_the_named_valid_numbers_are_read_as_others():
    table = ranges()
    looked_at_again = VALID | REWRITTEN
    ends = [
        f"+{digits}"
        for start, end, code in zip(
            table.plain_starts, table.plain_starts[1:], table.plain_codes, strict=False
        )
        for digits in (start, (start + end) // 2, end - 1)
        if code & looked_at_again == looked_at_again
    ]
    assert len(ends) > 100
    for number in ends:
        assert (parse_number(number) != number) == number.startswith(READ_AS_ANOTHER)
        assert parse_number(number) == oracle(number)[0]
