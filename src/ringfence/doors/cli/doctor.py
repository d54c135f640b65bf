"""`ringfence doctor`: is what a gate stands on sound, before it is opened and while it runs?"""

from __future__ import annotations

import typer

from ringfence.doors.cli.options import LEDGER, PACK, Db, Language, PackName
from ringfence.doors.cli.speaking import openers, told
from ringfence.doors.cli.words import language_of, say
from ringfence.doors.translated import in_chinese

UNSOUND = 1
"""The exit code where something is unsound."""

# English, then Chinese; `{1}` is what the first `{}` stood for.
MESSAGES: dict[str, str] = {
    "there is no ledger `{}`; name it with --db": "没有账本 `{1}`；请用 --db 指明",
    "`{}` is empty; bring it back from its copy": "`{1}` 是空的；请从备份恢复",
    "its relations are of version {}, this program's of {}; open it once with this program, after a copy": "账本为版本 {1}，本程序为 {2}；请先备份，再用本程序打开一次",
    "its relations are of version {}, this program's of {}; upgrade this program": "账本为版本 {1}，本程序为 {2}；请升级本程序",
    "the file is damaged; bring it back from its copy: {}": "文件已损坏；请从备份恢复：{1}",
    "the server may lose what it confirmed: set fsync and full_page_writes to on": "服务器可能丢失已确认的写入：请将 fsync 与 full_page_writes 设为 on",
    "the ledger lies on a server; its disk is watched there": "账本在服务器上；磁盘请在服务器上监看",
    "version {}, {} bytes": "版本 {1}，{2} 字节",
    "epochs: {}, open to its owner alone; keep a copy at another place": "共 {1} 期，仅所有者可读；请在别处另存一份",
    "there is no keyring `{}`: bring it back from its copy": "没有钥匙串 `{1}`：请从备份恢复",
    "the keyring `{}` is open to others: run `{}`": "钥匙串 `{1}` 他人可读：请执行 `{2}`",
    "the keyring `{}` is damaged: bring it back from its copy": "钥匙串 `{1}` 已损坏：请从备份恢复",
    "no key of the keyring signed the newest head; run `ringfence log verify`": "最新树头不是本钥匙串所签；请执行 `ringfence log verify`",
    "its head covers {} leaves and there are {}; do not open it, and bring a later copy": "树头覆盖 {1} 叶，而账本只有 {2} 叶；请勿打开，取更新的备份",
    "{} leaves have no signed head; open the ledger, and it is made": "{1} 叶尚无签名树头；打开账本即会补上",
    "leaves: {}, under a signed head: {}": "{1} 叶，其中 {2} 叶已入签名树头",
    "the newest head was signed {} s from now; set the clock": "最新树头签于 {1} 秒之后的时刻；请校正时钟",
    "this system does not tell whether its clock is kept in time": "系统未告知时钟是否校时",
    "the system does not keep its clock in time itself; see that something does": "系统自身未校时；请确认另有校时",
    "kept in time": "已校时",
    "{} bytes are free; make room before the gate cannot write": "剩余 {1} 字节；请尽快腾出空间，以免无法写入",
    "{} bytes are free": "剩余 {1} 字节",
    "{}: calendar `{}` ends with {}; get a newer pack": "{1}：日历 `{2}` 只到 {3} 年；请更新规则包",
}


@told
def doctor(ctx: typer.Context, db: Db = LEDGER, pack: PackName = PACK, lang: Language = None) -> None:
    """Look whether ledger, keyring, log, clock, disk and pack are sound; exit code 1 if not. 体检账本、密钥、日志、时钟、磁盘与规则包。

    \b
    ringfence doctor --db ringfence.db --pack cn-bank-card
    """  # noqa: D301 - \b keeps Typer from filling the lines
    language = language_of(lang)
    unsound = False
    for each in openers(ctx).examine(db, pack):
        found = in_chinese(each.found, MESSAGES) if language == "zh" else each.found
        typer.echo(f"[{say(each.state, language)}] {say(each.what, language)}: {found}")
        unsound = unsound or each.state == "unsound"
    if unsound:
        raise typer.Exit(UNSOUND)
