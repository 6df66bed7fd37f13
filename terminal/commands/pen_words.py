"""What `luobi pen …` says of a pen, a trial and a recording: in words, and of a node in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forms.message import Lang, shown, text

if TYPE_CHECKING:
    from terminal.pen.diagnosis import Facts
    from terminal.pen.nodes import Judged
    from terminal.pen.replay import Replayed


def facts_line(facts: Facts, lang: Lang) -> str:
    """A trial in one line."""
    low, high = facts.pressure or (0, 0)
    losses = " ".join(f"{why} {count}" for why, count in facts.losses) or "0"
    words = WORDS[lang]
    return (
        f"{facts.reports} | {facts.rate_hz:.0f} Hz ± {facts.jitter_ms:.1f} ms | "
        f"{words['late']} {facts.late_p50_ms:.1f}/{facts.late_p99_ms:.1f} ms | "
        f"{words['of-pressure']} {low}–{high} [{facts.picture()}] | {words['lost']} {losses}"
    )


def node_json(judged: Judged, chosen: bool) -> dict[str, Any]:
    from terminal.pen.nodes import REASONS

    node = judged.node
    return {
        "path": node.path,
        "name": node.description.name,
        "tablet": str(node.identity),
        "virtual": node.virtual,
        "remembered": judged.remembered,
        "refused": judged.refused,
        "chosen": chosen,
        "reasons": [{"kind": name, "meaning": REASONS[name].message.id} for name in judged.reasons],
    }


def node_line(judged: Judged, chosen: bool, lang: Lang) -> str:
    words = WORDS[lang]
    standing = words["chosen"] if chosen else words["refused-node"] if judged.refused else words["usable"]
    return f"{judged.node.path}  {_named(judged, lang, words['colon'] + standing)}"


def _named(judged: Judged, lang: Lang, standing: str = "") -> str:
    """A node's name and identity, how it stands, and what there is to say of it."""
    from terminal.pen.nodes import REASONS

    told = f"{shown(judged.node.description.name)}  {judged.node.identity}{standing}"
    why = WORDS[lang]["and"].join(text(REASONS[name].message, lang) for name in judged.reasons)
    return f"{told} ({why})" if why else told


def report_lines(file: str, report: Replayed, lang: Lang) -> list[str]:
    words = WORDS[lang]
    quality = report.quality
    pressure, reach = report.pressure, report.pressure_range
    told = {
        "node": _named(report.node, lang),
        "source": words[report.source],
        "strokes": str(quality.strokes),
        "samples": words["counted"].format(contact=quality.contact_samples, air=report.in_air),
        "duration": f"{report.duration_s:.2f} s",
        "pressure": f"{pressure[0]}–{pressure[1]} / {reach[0]}–{reach[1]}" if pressure and reach else words["none"],
        "rate": f"{quality.rate_hz:.1f} Hz",
        "drops": str(quality.dropped),
    }
    lines = [f"{shown(file)}: {words[report.verdict.value]}"]
    lines += [f"  {text(reason, lang)}" for _, reason in report.reasons()]
    return lines + [f"  {words['of-' + key]}: {value}" for key, value in told.items()]


WORDS = {
    "zh": {
        "fine": "完好",
        "doubtful": "存疑",
        "refused": "不可采用",
        "chosen": "选用",
        "usable": "可用",
        "refused-node": "不用",
        "and": "；",
        "colon": "：",
        "none": "无",
        "recording": "录制的笔迹",
        "synthetic": "合成的笔迹（无人书写）",
        "late": "迟到",
        "lost": "丢失",
        "on-screen": "显示迟到",
        "ending": "{name}：录制的文件名以 .pen 结尾，或以 .events（evemu 文本）结尾",
        "exists": "{path}：已经有这个文件。请换个名字，或加 --overwrite",
        "no-display": "这里没有屏幕显示十字。请给出四次点击的录制文件",
        "counted": "落笔 {contact}，空中 {air}",
        "of-node": "设备",
        "of-source": "来源",
        "of-strokes": "笔画",
        "of-samples": "采样",
        "of-duration": "时长",
        "of-pressure": "压力",
        "of-rate": "实际采样率",
        "of-drops": "丢失",
        "write": "请在 {name} 上书写（Ctrl-C 结束）",
        "recorded": "已写入 {path}，{events} 个事件。含有笔迹，属个人信息，用毕请删除。",
        "given-up": "未校准，原有设置不变。",
        "calibrated": "已校准并记住 {tablet}（{path}）。",
        "no-size": "尺寸仍不知道：手写屏没有可信的尺寸，显示器也没有报告。请用尺量出画面的宽和高，"
        "加上 --size 宽x高（毫米，如 344x194）再校准一次。",
    },
    "en": {
        "fine": "fine",
        "doubtful": "DOUBTFUL",
        "refused": "REFUSED",
        "chosen": "chosen",
        "usable": "usable",
        "refused-node": "not used",
        "and": "; ",
        "colon": ": ",
        "none": "none",
        "recording": "a recorded pen",
        "synthetic": "synthetic, nobody wrote it",
        "late": "late",
        "lost": "lost",
        "on-screen": "on screen",
        "ending": "{name}: a recording's name ends in .pen, or in .events for evemu's text",
        "exists": "{path}: exists already. Choose another name, or give --overwrite",
        "no-display": "there is no display to show the crosses on. Give a recording of the four taps",
        "counted": "{contact} in contact, {air} in the air",
        "of-node": "device",
        "of-source": "source",
        "of-strokes": "strokes",
        "of-samples": "samples",
        "of-duration": "duration",
        "of-pressure": "pressure",
        "of-rate": "true rate",
        "of-drops": "drops",
        "write": "Write on {name} (Ctrl-C ends it)",
        "recorded": "Written to {path}, {events} events. It holds handwriting, which is personal: delete it after use.",
        "given-up": "Not calibrated; nothing was changed.",
        "calibrated": "Calibrated and remembered: {tablet} ({path}).",
        "no-size": "The size is still unknown: neither tablet nor display states one that can be believed. "
        "Measure the picture with a ruler, and calibrate again with --size WIDTHxHEIGHT in mm, such as 344x194.",
    },
}
