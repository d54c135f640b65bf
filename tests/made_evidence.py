"""Evidence made for tests: bills of each carrier as CSV, XLSX and PDF, call logs and messages; the numbers are nobody's."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import wave
from importlib.resources import files
from zoneinfo import ZoneInfo

import typst
import xlsxwriter

ZONE = ZoneInfo("Asia/Shanghai")
NIGHTLY, NEIGHBOUR, RELATIVE = "02131370001", "02131370002", "16191230001"
BANK = "95588"
HERS = "+8616191239999"
FIRST = dt.datetime(2026, 8, 1, 8, 0, tzinfo=ZONE)
FONTS = typst.Fonts(
    include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files("noto_cjk_sans_otc"))]
)


def calls(count: int = 60, seed: int = 5) -> list[tuple[dt.datetime, str, str, int]]:
    """Calls in order: when, which way, the other number, how many seconds."""
    rng, at, rows = random.Random(seed), FIRST, []
    for _ in range(count):
        at += dt.timedelta(minutes=rng.randint(20, 92 * 24 * 60 // max(count, 1)))
        number = rng.choices([NIGHTLY, NEIGHBOUR, BANK, RELATIVE], [5, 5, 2, 1])[0]
        way = "主叫" if number == RELATIVE and rng.random() < 0.7 else "被叫"
        rows.append((at, way, number, rng.choice([3, 23, 65, 130, 700])))
    return rows


def mobile_csv(rows) -> bytes:
    """A bill of China Mobile as CSV in GB18030: days without a year, the span above."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["中国移动通信客户详单"])
    writer.writerow(["起止日期：2026年08月01日至2026年10月31日", "客户号码：16191239999"])
    writer.writerow(["起始时间", "通信地点", "通信方式", "对方号码", "通信时长", "通信类型", "实收通信费"])
    for at, way, number, seconds in rows:
        length = f"{seconds // 60}分{seconds % 60}秒" if seconds >= 60 else f"{seconds}秒"
        writer.writerow([f"{at:%m-%d %H:%M:%S}", "上海", way, number, length, "国内通话", "0.00"])
    writer.writerow(["合计", "", "", "", "", "", "0.00"])
    return out.getvalue().encode("gb18030")


def unicom_xlsx(rows) -> bytes:
    """A bill of China Unicom as XLSX: day and time in two columns, lengths as 0:01:23."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["中国联通 语音通话详单 2026年08月01日至2026年10月31日"])
        sheet.write_row(
            1, 0, ["序号", "通话日期", "起始时间", "通话时长", "呼叫类型", "对方号码", "本机通话地"]
        )
        for nth, (at, way, number, seconds) in enumerate(rows, 1):
            length = str(dt.timedelta(seconds=seconds))
            sheet.write_row(
                nth + 1, 0, [nth, f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", length, way, number, "上海"]
            )
    return out.getvalue()


def telecom_pdf(rows) -> bytes:
    """A bill of China Telecom as PDF, several pages of it."""
    cells = ",".join(
        f"[{nth}],[{way}],[{number}],[{at:%Y-%m-%d %H:%M:%S}],[{seconds}],[上海]"
        for nth, (at, way, number, seconds) in enumerate(rows, 1)
    )
    source = f"""#set page(margin: 1.5cm); #set text(font: "Noto Sans CJK SC", size: 8pt)
= 中国电信语音详单
查询时间：2026年08月01日 至 2026年10月31日
#table(columns: 6, table.header([序号], [呼叫类型], [对方号码], [开始时间], [通话时长(秒)], [通话地点]), {cells})"""
    made = typst.Compiler(font_paths=FONTS).compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def handset_xml(rows, missed=()) -> bytes:
    """A call log as SMS Backup & Restore writes it; the telephone's clock is some seconds off."""
    kinds = {"被叫": 1, "主叫": 2}
    lines = ["<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>", f"<calls count='{len(rows)}'>"]
    for at, way, number, seconds in rows:
        ms = int(at.timestamp() * 1000) + 7_000
        lines.append(
            f'<call number="{number}" duration="{seconds}" date="{ms}" type="{kinds[way]}" presentation="1" />'
        )
    for at, number in missed:
        lines.append(
            f'<call number="{number}" duration="0" date="{int(at.timestamp() * 1000)}" type="3" presentation="1" />'
        )
    return "\n".join([*lines, "</calls>"]).encode()


def messages_xml(at: dt.datetime) -> bytes:
    """A message of the bank and her answer that she wants no more."""
    ms = int(at.timestamp() * 1000)
    return (
        f"<smses><sms address='{BANK}' date='{ms}' type='1' body='【工商银行】分期优惠，回复TD退订'/>"
        f"<sms address='{BANK}' date='{ms + 60_000}' type='2' body='TD'/></smses>"
    ).encode()


def recording(seconds: int = 3) -> bytes:
    """A recording of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 8000 * seconds)
    return out.getvalue()
