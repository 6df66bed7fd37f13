"""What `--help` says of every command and option, in Chinese. The English stands at the commands themselves.

A command is named by its path below `luobi`, an option by its English help. A test finds each of both here.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping

import click

from terminal.commands.click_words import ELSEWHERE

COMMANDS: Mapping[str, str] = {
    "": "落笔：用笔签署，留下谁都能核验的档案。\n\n"
    "退出码：0 正常；1 发现损坏；2 用法或输入不对；3 看不了或做不了；4 前后一致但没有外部凭据，或不知能否信任；"
    "130 已中断。几种同时有时，取最重的：1 > 3 > 4 > 0。",
    "archive": "查看并核验一个站点的档案。\n\n"
    "退出码：0 有外部凭据；1 损坏；2 用法；3 看不了；4 前后一致但没有外部凭据。",
    "archive list": "列出存证条目：序号、时间、种类、编号；解锁后还有办件号、标题和隐去的姓名。",
    "archive show": "显示一个存证条目；编号可以只写开头。解锁后还有查找用的内容。",
    "archive verify": "核验整个档案：说明核验了什么、发现了什么、没有核验什么。",
    "demo": "演练站点上的两个完整办件：一份登记、一份劳动合同；然后像审计一样核验。",
    "forms": "列出能用的表单，说明别的文件哪里不对。\n\n"
    "FOLDER 里是表单文件（.toml）；不写，就是本机装的表单。代码表也检查。一个文件不能用，不影响别的表单。"
    "有文件不能用时退出码 2。",
    "pen": "找笔、试笔、录笔，看录下的笔迹。",
    "pen calibrate": "点四下校准数位板，并记住：在它的屏上点，或用录下的 FILE。\n\n"
    "十字在屏幕每边往里十分之一处：左上、右上、右下、左下。以后优先用这块板。退出码：0 已校准；4 放弃，什么也没有变。",
    "pen list": "列出本机的数位板：哪个是笔，其余的为什么不是。\n\n退出码：0 有笔；2 有几个一样好；3 没有。",
    "pen record": "把笔录到 OUT，或转换一份录制：OUT 以 .pen 结尾是容器，以 .events 结尾是 evemu 文本。\n\n"
    "写完以后笔离开一秒、按 Ctrl-C 或到了 --seconds，录制结束。",
    "pen replay": "重放一份录制（.pen 或 evemu 文本）：写了什么、采集得怎样、结论如何。\n\n"
    "退出码：0 正常；4 存疑；1 不收；2 不是录制。",
    "pen test": "试笔：写几笔，看频率、抖动、迟到、压力曲线和丢失。什么也不留。\n\n"
    "有屏幕时开一个窗口显示，也显示墨迹在屏上迟多久；没有屏幕时是一行文字。到了 --seconds、关了窗口或按 Ctrl-C 结束。"
    "退出码：0 正常；4 什么也没写，或没有压力；1 丢了数据。",
    "station": "建立站点，管理工作人员。",
    "station add-staff": "增加一位工作人员；要两位工作人员同意；只有一个人能打开站点时用恢复单。画记号要两位。",
    "station change-passphrase": "换自己的口令。",
    "station custodian": "生成保管人的一对密钥。请在保管人的电脑上做：私钥从不进入站点。",
    "station list-staff": "列出工作人员，以及谁能打开站点。",
    "station new": "建立一个站点：密钥、证书、一条空的链，链的第一条说明它是什么站点。\n\n"
    "显示保管人密钥、签发机构和链的密钥的指纹；在终端上要输入它们的前几组。",
    "station recover": "口令丢了或被别人知道了，给工作人员设新口令，密钥和恢复单也换新的。\n\n"
    "要两位工作人员同意；只剩一位同事有口令时，这一位加恢复单；所有人都设新口令时，只用恢复单。"
    "没有写到、也没有同意的人，要重新增加以后才能打开站点。",
    "station remove-staff": "去掉一位工作人员，以后不能再打开站点。\n\n"
    "要两位同事同意；只有一位别的同事有口令时，这一位加恢复单。",
    "terminal": "接待办事人：这块屏是工作人员的窗口，笔屏是申请人的窗口。\n\n"
    "只有一块屏时，两个窗口轮流显示，供学习使用。工作人员用口令登录；每填一项都留草稿，停电以后还在。",
    "verify": "核验签署的 PDF 文件：每个签名、站点印章、定稿指纹、每一个字节。\n\n"
    "不写 --trust，就不知道证书由谁担保：退出码 4。别人签署的 PDF 也能核验：谁签的、是否完好、"
    "签后改动了什么、证书是否由 --trust 给出的机构担保。",
}

OPTIONS: Mapping[str, str] = {
    "Your own file with the log's public keys, one vkey a line.": "您自己保存的本链公钥文件，每行一个。",
    "A checkpoint note kept outside the station; repeatable.": "站点以外保存的检查点，可写几次。",
    "A receipt kept outside the station, text or PDF; repeatable.": "站点以外保存的回执，文本或 PDF，可写几次。",
    "A font file for characters that the product's own fonts lack; repeatable.":
        "字体文件，补上自带字体没有的字，可写几次。",
    "A staff member who agrees, by passphrase; repeatable.":
        "同意的工作人员，用口令，可写几次。",
    "A staff member; repeatable.": "工作人员，可写几次。",
    "A training station (default: OUT/station, made if new).": "演练站点（默认 OUT/station，没有就建立）。",
    "Also nodes that are nothing like a tablet.": "也列出完全不像数位板的节点。",
    "An evemu recording of a real tablet; its strokes become the ink.": "真实数位板的 evemu 录制，用它的笔画作笔迹。",
    "At most so long.": "最长这么久。",
    "CA certificate (PEM) that you trust, one in a file.": "您信任的 CA 证书（PEM），一个文件一张。",
    "Convert this recording instead of recording the pen.": "不录笔，转换这份录制。",
    "File with the passphrase; asked for when not given.": "写着口令的文件；不写就当场询问。",
    "File with the staff member's passphrase.": "写着这位工作人员口令的文件。",
    "Fixed for good by the log.": "由链固定，以后不能改。",
    "Folder of the new station.": "新站点的文件夹。",
    "Folder with one file ID.txt for each staff member; asked for when not given.":
        "文件夹，每位工作人员一个 ID.txt；不写就当场询问。",
    "Folder with one file ID.txt for each who is asked (ID.new.txt for a new one of the same person); "
    "asked for when not given.": "文件夹，要问到的每个人一个 ID.txt（新口令写在 ID.new.txt）；不写就当场询问。",
    "How long to look.": "看多久。",
    "How the display is mounted.": "屏幕怎样安装。",
    "Language of the conversation (LUOBI_LANG, else zh).": "说哪种语言（LUOBI_LANG，否则 zh）。",
    "Language of what is told (default: luobi --lang).": "说明用的语言（默认同 luobi --lang）。",
    "No window, even where there is a display.": "有屏幕也不开窗口。",
    "One JSON document instead of words.": "不用文字，输出一份 JSON。",
    "One JSON document on stdout.": "向标准输出写一份 JSON。",
    "Public key file of the custodian of pen dynamics (luobi station custodian makes one).":
        "笔迹保管人的公钥文件（用 luobi station custodian 生成）。",
    "Replace OUT if it exists.": "OUT 已存在时替换。",
    "Show both visits at the real windows, played by a recorded pen.": "在真实的窗口里演示两个办件，由录制的笔来写。",
    "Six-digit area code; the numbers of visits begin with it.": "六位行政区划代码，办件号以它开头。",
    "The applicant's display, by its name or its model.": "申请人的屏幕，写名称或型号。",
    "The log's name, such as station-0042.example/archive.": "链的名称，如 station-0042.example/archive。",
    "The pen's display, by its name or its model.": "笔所在的屏幕，写名称或型号。",
    "The picture's size in mm, by a ruler: for a tablet and a display that state none, or a wrong one.":
        "画面的大小，单位毫米，用尺量：用于没有说明大小或说错了的数位板和屏幕。",
    "The recovery kit.": "恢复单。",
    "The staff member who operates.": "经办的工作人员。",
    "The staff member's passphrase, for a station that the demo did not make.":
        "工作人员的口令，用于不是由 demo 建立的站点。",
    "The station's folder.": "站点的文件夹。",
    "The station's folder; its pens.toml says which tablets are known and accepted.":
        "站点的文件夹；其中 pens.toml 说明认得、接受哪些数位板。",
    "The station's folder, against which receipts are verified.": "站点的文件夹，回执对着它核验。",
    "The station's name, as printed.": "站点的名称，照此打印。",
    "This node instead of the one found, such as /dev/input/event5.":
        "不用找到的，用这个节点，如 /dev/input/event5。",
    "Unlock contents as this staff member.": "以这位工作人员的身份解锁内容。",
    "What may sign at a training station; with mouse (or finger) every record is level L0.":
        "演练站点可以用什么签；用鼠标（或手指）的，档案都是 L0。",
    "Where the files go (out/demo).": "文件写到哪里（out/demo）。",
    "Where to write the private key file.": "私钥文件写到哪里。",
    "Where to write the public key file.": "公钥文件写到哪里。",
    "What the custodian's fingerprint must be, at least its first three groups; asked for at a terminal.":
        "保管人密钥应有的指纹，至少前三组；在终端上会询问。",
    "Where to write the new kit.": "新的恢复单写到哪里。",
    "Where to write the recovery kit.": "恢复单写到哪里。",
    "Who gets a new passphrase; repeatable.": "要设新口令的人，可写几次。",
    "With --windows: a folder for pictures of both windows at every step.":
        "配合 --windows：每一步两个窗口的画面存到这个文件夹。",
    "With --windows: without pauses.": "配合 --windows：不停顿。",
}  # fmt: skip

TYPES: Mapping[str, str] = {"text": "文字", "integer": "整数", "float range": "数", "integer range": "整数"}
DEFAULTS: Mapping[str, str] = {"LUOBI_HOME, else here": "LUOBI_HOME，否则当前文件夹"}


def in_chinese(command: click.Command, path: str = "") -> click.Command:
    """The command with Chinese help, and so what is below it; without words for it, as it is."""
    spoken = copy.copy(command)
    spoken.help = COMMANDS.get(path, command.help)
    spoken.short_help = (spoken.help or "").partition("\n")[0].partition("。")[0].partition("：")[0] or None
    spoken.options_metavar = "[选项]"
    spoken.params = [_option(each) for each in command.params]
    spoken._help_option = None  # made in the language of the first who asked
    if isinstance(spoken, click.Group):
        spoken.subcommand_metavar = "命令 [参数]..."
        below = {name: in_chinese(each, f"{path} {name}".strip()) for name, each in spoken.commands.items()}
        spoken.commands = below
    return spoken


def _option(param: click.Parameter) -> click.Parameter:
    if not isinstance(param, click.Option):
        return param
    spoken = copy.copy(param)
    spoken.help = OPTIONS.get(param.help or "", ELSEWHERE.get(param.help or "", param.help))
    if spoken.metavar is None and not spoken.is_flag:
        spoken.metavar = TYPES.get(spoken.type.name)
    if isinstance(param.show_default, str):
        spoken.show_default = DEFAULTS.get(param.show_default, param.show_default)
    return spoken
