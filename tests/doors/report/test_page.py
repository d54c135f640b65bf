"""A page shows what it was given, in the reader's language, and nothing in it runs."""

import re

from ringfence.doors.report.page import Bar, Bars, Column, Columns, Page, Part, Table, drawn, write_page

EVIL = "<script>alert(1)</script>"


def page(*blocks, language="en"):
    return Page("A list", "under it", [("rows", "1,234", "permit")], blocks, "the end", language)


def test_what_stands_in_a_list_is_text_and_never_runs():
    bars = Bars(EVIL, [Bar(EVIL, [Part(EVIL, 3, "refuse"), Part("b", 1)], EVIL)], EVIL)
    shown = drawn(page(bars, Columns(EVIL, [Column(EVIL, 1.0, EVIL)], EVIL), Table(EVIL, [EVIL], [(EVIL,)])))
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_a_page_asks_no_other_machine_for_anything():
    shown = drawn(page(Bars("b", [Bar("a", [Part("x", 1)], "1")])))
    assert not re.search(r"(src|href)=|url\(|@import|https?:", shown)


def test_the_longest_bar_and_the_highest_column_fill_their_room():
    shown = drawn(page(Bars("b", [Bar("a", [Part("x", 50)], ""), Bar("c", [Part("x", 25)], "")])))
    assert re.findall(r'style="width: ([\d.]+)%', shown) == ["100.000", "50.000"]
    tall = drawn(page(Columns("c", [Column("1", 2.0, ""), Column("2", 1.0, "")], "")))
    assert re.findall(r'height="([\d.]+)"><title>', tall) == ["180.0", "90.0"]


def test_pictures_of_nothing_are_drawn_all_the_same():
    assert drawn(page(Bars("b", []), Columns("c", [], ""), Table("t", ["a"], [])))


def test_numbers_stand_on_the_right_and_are_divided_by_thousands():
    assert '<td class="number">1,234,567</td>' in drawn(page(Table("t", ["a"], [(1234567,)])))


def test_a_page_says_its_language(tmp_path):
    out = tmp_path / "page.html"
    write_page(page(language="zh"), out)
    assert '<html lang="zh-Hans">' in out.read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]
