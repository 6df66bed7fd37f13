"""`luobi demo`: performs two visits and says what was made and proven."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from forms.message import Lang

if TYPE_CHECKING:
    from terminal.demo import Made, Told


@click.command()
@click.option("--home", type=click.Path(path_type=Path), help="A training station (default: OUT/station, made if new).")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/demo"), help="Where the files go (out/demo).")
@click.option(
    "--pen",
    "pen_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An evemu recording of a real tablet; its strokes become the ink.",
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The staff member's passphrase, for a station that the demo did not make.",
)
@click.option("--staff", default="S01", show_default=True, metavar="ID", help="The staff member who operates.")
@click.option("--windows", is_flag=True, help="Show both visits at the real windows, played by a recorded pen.")
@click.option("--fast", is_flag=True, help="With --windows: without pauses.")
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --windows: a folder for pictures of both windows at every step.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of what is told (default: luobi --lang).")
@click.pass_context
def demo(
    ctx: click.Context,
    home: Path | None,
    out: Path,
    pen_file: Path | None,
    passphrase_file: Path | None,
    staff: str,
    windows: bool,
    fast: bool,
    pictures: Path | None,
    lang: Lang | None,
) -> int:
    """Two real visits, a registration and a labour contract, at a training station; then verified like an auditor."""
    from rich.console import Console

    from signing.finding import Gravity, exit_code, gravest
    from terminal.commands.home import tell_findings
    from terminal.commands.language import lang_of
    from terminal.commands.passphrases import read_passphrase

    language = lang or lang_of(ctx)
    words = WORDS[language]
    if (fast or pictures) and not windows:
        raise click.UsageError(words["for windows"])
    passphrase = read_passphrase(passphrase_file, language) if passphrase_file else None
    console = Console(stderr=True)
    with console.status(words["loading"]) as status:

        def progress(step: str) -> None:
            status.update(words["steps"].get(step, step))

        home = home or out / "station"
        if windows:
            from terminal.app import show

            wishes = show.Wishes(fast, pictures, pen_file)
            told = show.perform(home, out, wishes, staff, passphrase, progress)
        else:
            from terminal.demo import perform

            told = perform(home, out, pen_file, staff, passphrase, progress)
    tell_findings(told.home, language)
    click.echo("\n".join(report(told, language)))
    # Nothing from outside anchors a station that was made a second ago: only worse than that counts here.
    return exit_code(told.findings) if gravest(told.findings) > Gravity.UNANCHORED else 0


def report(told: Told, lang: Lang) -> list[str]:
    """What was made and proven, in about two dozen lines."""
    words = WORDS[lang]
    lines = [words["station_new" if told.new_station else "station_again"].format(home=told.home)]
    if told.new_station:
        lines.append(words["secrets"].format(secrets=told.secrets, seconds=told.timings.total("station")))
    for made in told.made:
        lines += ["", *_visit_lines(made, told, words)]
    lines += ["", *_archive_lines(told, words)]
    return lines


def _visit_lines(made: Made, told: Told, words: dict[str, Any]) -> list[str]:
    """What is said of a visit comes from the verified document, the archived entry and the checked answers."""
    visit, report, name = made.visit, made.report, made.business.file
    signers = [
        words["signer"].format(name=fact.signer_name, box=_label(made, fact.field)) for fact in report.signatures
    ]
    inks = {each: words["sources"][each] for each in made.inks}
    facts = {
        "title": visit.form.title,
        "number": visit.number,
        "record": made.entry.id,
        "checked": sum(answer.is_checked for answer in visit.answers.values.values()),
        "answers": len(visit.answers.values),
        "pages": visit.frozen.pages if visit.frozen else 0,
        "kib": report.frozen_size / 1024,
        "sha256": report.frozen_sha256,
        "signers": words["comma"].join(signers),
        "source": words["comma"].join(inks.values()),
        "seal": words["sealed" if report.sealed else "unsealed"],
        "seq": made.entry.seq,
        "leaf": made.entry.leaf().hex(),
        "bound": words["bound" if made.ink_bound else "unbound"].format(count=made.ink_bound),
        "count": len(report.signatures),
        "verdict": words["pdf_verdicts"][report.verdict],
        "pdf": told.out / f"{name}.pdf",
        "receipt": told.out / f"{name}-receipt.pdf",
        "bundle": told.out / "bundle" / name,
    }
    lines = [line.format(**facts) for line in words["visit"]]
    if touched := made.played.touched:
        told_of_pad = words["touched"].format(
            touches=touched.touches, check_pages=touched.check_pages, pages=touched.pages
        )
        lines.insert(-1, told_of_pad)
    return lines


def _archive_lines(told: Told, words: dict[str, Any]) -> list[str]:
    report, timings = told.archive, told.timings
    last = told.out / f"{told.made[-1].business.file}-receipt.pdf"
    secret = f" --staff S01 --passphrase-file {told.secrets / 'S01.txt'}" if (told.secrets / "S01.txt").exists() else ""
    facts = {
        "size": report.size,
        "root": report.root,
        "verdict": words["archive_verdicts"][report.verdict],
        "home": told.home,
        "receipt": last,
        "secret": secret,
        "out": told.out,
        **{name.replace(" ", "_"): 1000 * timings.total(name) for name in STEPS},
    }
    lines = (words["timings"] if line == "timings" else line for line in words["archive"])
    return [line.format(**facts) for line in lines if line != words["timings"] or "freeze" in timings.seconds]


def _label(made: Made, box: str) -> str:
    return next(item.label for item in made.visit.form.boxes if item.key == box)


STEPS = ("freeze", "sign", "seal", "archive", "verify the document", "verify the archive")

WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "loading": "正在准备…",
        "for windows": "--fast 和 --pictures 要和 --windows 一起用。请加上 --windows",
        "comma": "、",
        "steps": {
            "windows": "演示窗口…（Ctrl+C 结束）",
            "station": "建立演练站点…",
            "unlock": "打开站点密钥…",
            "fonts": "载入字体…",
            "freeze": "定稿…",
            "capture": "读取笔的录制…",
            "sign": "封存笔迹并签名…",
            "seal": "加盖站点印章…",
            "archive": "存档…",
            "verify the document": "核验文件…",
            "open the ink": "核验笔迹绑定…",
            "receipt": "打印回执…",
            "pictures": "绘制页面…",
            "bundle": "写出证据包…",
            "verify the archive": "核验档案…",
        },
        "station_new": "演练站点已建立：{home}（演练，不具法律效力）",
        "station_again": "继续使用演练站点：{home}（演练，不具法律效力）",
        "secrets": "口令随机生成，连同恢复单和保管人私钥写在 {secrets}（仅供演练）；用时 {seconds:.1f} 秒",
        "signer": "{name}（{box}）",
        "sealed": "已盖，文件已锁定",
        "unsealed": "没有",
        "bound": "{count} 份笔迹由保管人私钥打开，与签名的绑定一致",
        "unbound": "没有保管人私钥，笔迹未打开",
        "sources": {"synthetic": "合成笔迹", "recording": "真实手写板的录制", "pen": "手写笔"},
        "pdf_verdicts": {
            "valid": "有效",
            "trust-unknown": "完好，信任未知",
            "not-checked": "没有查成",
            "invalid": "无效",
        },
        "archive_verdicts": {
            "anchored": "已锚定",
            "self-consistent": "自洽（尚未用外部凭据锚定）",
            "incomplete": "没有查全",
            "damaged": "发现损坏",
        },
        "visit": [
            "■ {title} · 办件号 {number} · 电子档案件 {record}",
            "  填写 {answers} 项，已核对 {checked} 项；定稿 {pages} 页（按 PDF/A-2u），{kib:.0f} KiB",
            "  文件指纹 SHA-256 {sha256}",
            "  签名：{signers}；{source}，动态数据已封存给保管人",
            "  站点印章：{seal}；存证条目第 {seq} 条，条目指纹 {leaf}",
            "  核验：{count} 个签名和印章{verdict}；{bound}",
            "  {pdf} · {receipt} · {bundle}",
        ],
        "timings": "  用时（毫秒）：定稿 {freeze:.0f} · 签名 {sign:.0f} · 盖章 {seal:.0f} · 存档 {archive:.0f} · "
        "核验文件 {verify_the_document:.0f} · 核验档案 {verify_the_archive:.0f}",
        "touched": "  签署屏：首位签署人按 {touches} 次（其中核对 {check_pages} 页、阅读 {pages} 页），签名一次",
        "archive": [
            "■ 档案：{size} 条，根 {root}",
            "  结论：{verdict}",
            "timings",
            "  用回执锚定：",
            "    ./run luobi archive verify --home {home} --receipt {receipt}{secret}",
            "  核验文件：",
            "    ./run luobi verify {out}/registration.pdf {out}/contract.pdf --trust {out}/ca.pem",
        ],
    },
    "en": {
        "loading": "getting ready ...",
        "for windows": "--fast and --pictures are for --windows. Add --windows",
        "comma": ", ",
        "steps": {},
        "station_new": "Training station made: {home} (training, no legal effect)",
        "station_again": "Training station used again: {home} (training, no legal effect)",
        "secrets": "Passphrases were made at random; they, the recovery kit and the custodian's key are in {secrets} "
        "(training only); {seconds:.1f} s",
        "signer": "{name} ({box})",
        "sealed": "set, document locked",
        "unsealed": "missing",
        "bound": "{count} inks opened by the custodian's key, each bound to its signature",
        "unbound": "no custodian's key here, so no ink was opened",
        "sources": {"synthetic": "synthetic ink", "recording": "ink of a recorded tablet", "pen": "pen"},
        "pdf_verdicts": {
            "valid": "valid",
            "trust-unknown": "whole, trust unknown",
            "not-checked": "not checked",
            "invalid": "INVALID",
        },
        "archive_verdicts": {
            "anchored": "anchored",
            "self-consistent": "self-consistent (not yet anchored by anything kept outside)",
            "incomplete": "incomplete",
            "damaged": "DAMAGED",
        },
        "visit": [
            "■ {title} · visit {number} · record {record}",
            "  {answers} answers, {checked} of them checked; frozen as {pages} page(s) (as PDF/A-2u), {kib:.0f} KiB",
            "  digest SHA-256 {sha256}",
            "  signatures: {signers}; {source}, its dynamics sealed to the custodian",
            "  station seal: {seal}; entry {seq}, leaf {leaf}",
            "  verified: {count} signatures and seal {verdict}; {bound}",
            "  {pdf} · {receipt} · {bundle}",
        ],
        "timings": "  time (ms): freeze {freeze:.0f} · sign {sign:.0f} · seal {seal:.0f} · archive {archive:.0f} · "
        "verify documents {verify_the_document:.0f} · verify archive {verify_the_archive:.0f}",
        "touched": "  on the pad: the first signer pressed {touches} times (also for {check_pages} check page(s) "
        "and {pages} document page(s)) and signed once",
        "archive": [
            "■ archive: {size} entries, root {root}",
            "  verdict: {verdict}",
            "timings",
            "  anchor it by the receipt:",
            "    ./run luobi archive verify --home {home} --receipt {receipt}{secret}",
            "  verify the documents:",
            "    ./run luobi verify {out}/registration.pdf {out}/contract.pdf --trust {out}/ca.pem",
        ],
    },
}
