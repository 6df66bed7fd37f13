"""The lints of `./check` find what they are for, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lints import catalogues, docstrings, exception_texts, marked_texts, paths
from tests.lints.marked_texts import DOCUMENTS, PLAYED, findings, needless, out_of_step, too_early, unmarked
from tests.lints.messages import Use, differences, literals, uses_in

UNMARKED = {
    "a text": ('button("签好了")', 1),
    "two texts": ('button("签好了", "返回")', 2),
    "a text with holes": ('f"第 {page} 页"', 2),
    "a text of a table": ('WORDS = {"a": "签好了"}', 1),
    "a marked text": ('_("签好了")', 0),
    "a text marked for later": ('WORDS = {"a": N_("签好了")}', 0),
    "a marked text with holes": ('_("第 {page} 页").format(page=1)', 0),
    "a text in another call": ('say("签好了")', 1),
    "an English text": ('button("done")', 0),
    "a text put together in a mark": ("_(f'第 {page} 页')", 2),
    "one of two texts in a mark": ('_("看" if seen else "读")', 2),
    "a docstring": ('def f():\n    """签好了"""', 0),
    "an attribute's docstring": ('A = 1\n"""签好了"""', 0),
    "a comment": ("# 签好了", 0),
}


@pytest.mark.parametrize(("source", "number"), UNMARKED.values(), ids=UNMARKED)
def test_a_chinese_text_without_a_mark_is_found(source: str, number: int) -> None:
    assert len(list(unmarked(source))) == number


EARLY = {
    "of a module": ('A = _("签好了")', 1),
    "of a class": ('class A:\n    b = _("签好了")', 1),
    "of a default": ('def f(a=_("签好了")):\n    pass', 1),
    "in a function": ('def f():\n    return _("签好了")', 0),
    "in a method": ('class A:\n    def f(self):\n        return _("签好了")', 0),
    "in a lambda": ('A = lambda: _("签好了")', 0),
    "marked for later": ('A = N_("签好了")', 0),
}


@pytest.mark.parametrize(("source", "number"), EARLY.values(), ids=EARLY)
def test_what_is_translated_on_import_is_found(source: str, number: int) -> None:
    assert len(list(too_early(source))) == number


def checkout(root: Path, source: str, **english: str) -> Path:
    """One with a module of the pad and an English catalogue of 返回 and more."""
    (root / "terminal/windows/pad").mkdir(parents=True)
    (root / "terminal/windows/pad/sign.py").write_text(source, "utf-8")
    texts = {"": "Content-Type: text/plain; charset=UTF-8\\n", "返回": "Back", **english}
    catalogue = root / marked_texts.CATALOGUE
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text("\n".join(f'msgid "{chinese}"\nmsgstr "{texts[chinese]}"\n' for chinese in texts), "utf-8")
    return root


def test_what_is_marked_and_its_english_are_compared(tmp_path: Path) -> None:
    source = "def f():\n    return f\"{_('签好了')}\", N_('第 {page} 页')\n"
    root = checkout(tmp_path, source, **{"第 {page} 页": "Page {number}"})
    assert list(out_of_step(root / "terminal", root / marked_texts.CATALOGUE)) == [
        "windows.po: has no English for: 签好了",
        "windows.po: a text that is marked nowhere: 返回",
        "windows.po: the English names other parameters: 第 {page} 页",
    ]


def test_a_checkout_is_searched_as_a_whole(tmp_path: Path) -> None:
    assert findings(checkout(tmp_path / "well", 'def f():\n    return _("返回")\n')) == []
    found = findings(checkout(tmp_path / "ill", 'A = _("返回")\nB = "签好了"\n'))
    assert [line.partition("sign.py:")[2].partition(":")[0] for line in found] == ["2", "1"]


def test_chinese_is_looked_for_in_every_package_but_in_no_document(tmp_path: Path) -> None:
    root = checkout(tmp_path, 'def f():\n    return _("返回")\n')
    for name in ("forms/load.py", "signing/page.py", "terminal/demo/visits.py", "terminal/clerk/later.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text('A = "签好了"\n', "utf-8")
    found = findings(root)
    assert [line.partition(f"{root}/")[2].partition(":")[0] for line in found] == [
        "forms/load.py", "terminal/clerk/later.py"
    ]  # fmt: skip


def test_a_module_is_left_out_only_for_chinese_that_it_has(tmp_path: Path) -> None:
    every = DOCUMENTS | PLAYED
    (tmp_path / "signing").mkdir()
    (tmp_path / "signing/page.py").write_text('A = "签好了"\n', "utf-8")
    (tmp_path / "signing/kit.py").write_text('"""签好了"""\n', "utf-8")
    assert {line.partition(":")[0] for line in needless(tmp_path)} == every - {"signing/page.py"}


LITERALS = {
    "a sentence": ('click.echo("done")', 1),
    "a sentence with holes": ('click.echo(f"{path}: done")', 1),
    "two parts": ('click.echo("done" + f"{count} files")', 2),
    "one of two": ('click.echo("done" if well else failed)', 1),
    "an old way": ('click.echo("{} done".format(name))', 1),
    "lines": ('click.echo("\\n".join([one, "two"]))', 1),
    "a question": ('click.prompt("name")', 1),
    "a complaint": ('raise click.UsageError("no such file")', 1),
    "a complaint by name": ('raise click.BadParameter(message="no such file")', 1),
    "on a console": ('console.print("done")', 1),
    "help": ('click.option("--home", help="The folder.")', 1),
    "help of a command": ('click.command("new", short_help="Make one.")', 1),
    "Chinese": ('click.echo("好")', 1),
    "a message": ('click.echo(text(Message("commands.done"), lang))', 0),
    "a name from a constant": ('click.echo(f"{NAME}: {text(message, lang)}")', 0),
    "signs": ('click.echo(f"  {one} → {other}")', 0),
    "another argument": ('click.echo(line, file="stderr")', 0),
    "JSON": ('click.echo(json.dumps({"format": FORMAT}, indent=2))', 0),
    "a value of a table": ('click.echo(row["id"])', 0),
    "an option": ('click.option("--home", "home", metavar="ID")', 0),
    "another function": ('log("done")', 0),
}


@pytest.mark.parametrize(("source", "number"), LITERALS.values(), ids=LITERALS)
def test_a_text_that_a_command_says_without_a_message_is_found(source: str, number: int) -> None:
    assert len(list(literals(source))) == number


EXCEPTIONS = {
    "its text": ('raise A(Message("forms.a", why=str(error)))', [4]),
    "how Python writes it": ('raise A(Message("forms.a", why=repr(error)))', [4]),
    "in a text": ('raise A(Message("forms.a", why=f"no: {error}"))', [4]),
    "cut": ('raise A(Message("forms.a", why=f"{error!r:.120}"))', [4]),
    "a part": ('raise A(Message("forms.a", why=error.args[0]))', [4]),
    "itself": ('raise A(Message("forms.a", why=error))', [4]),
    "its class": ('raise A(Message("forms.a", why=type(error).__name__))', [4]),
    "in a finding": ("yield Finding(KIND, path, found=type(error).__name__)", [4]),
    "one of two": ('raise A(Message("forms.a", why=error.message if ours else type(error).__name__))', [4]),
    "by a variable": ('cause = str(error)\n        raise A(Message("forms.a", why=cause))', [5]),
    "by a function": ('raise A(Message("forms.a", why=told(error)))', [4]),
    "two": ('raise A(Message("forms.a", one=str(error), other=str(error)))', [4, 4]),
    "its message": ('raise A(Message("forms.a", why=error.message))', []),
    "by the name of the system": ('raise A(Message("forms.a", why=why(error)))', []),
    "a value in it": ('raise A(Message("forms.a", circle=error.args[1]))', []),
    "a place in it": ('raise A(Message("forms.a", at=error.start))', []),
    "the text of a path": ('raise A(Message("forms.a", path=str(path)))', []),
    "in the journal": ("journal.note(error=type(error).__name__)", []),
    "a reason only for developers": ("raise TypeError(str(error))", []),
}


@pytest.mark.parametrize(("line", "lines"), EXCEPTIONS.values(), ids=EXCEPTIONS)
def test_a_message_that_says_the_text_or_the_class_of_an_exception_is_found(line: str, lines: list[int]) -> None:
    source = f"def f(path):\n    try: pass\n    except OSError as error:\n        {line}\n"
    source += 'def told(problem: Exception):\n    return f"{problem}"\n'
    assert [int(found.partition(":")[0]) for found in exception_texts.shown(source)] == lines


def test_every_module_of_the_product_is_searched_for_texts_of_exceptions(tmp_path: Path) -> None:
    for path in ("forms/a.py", "signing/b.py", "archive/c.py", "terminal/commands/d.py", "tests/e.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("def f(e: Exception):\n    return Message('forms.a', why=str(e))\n", "utf-8")
    assert [found.partition(":")[0] for found in exception_texts.findings(tmp_path)] == [
        "archive/c.py", "forms/a.py", "signing/b.py", "terminal/commands/d.py"
    ]  # fmt: skip


def test_a_path_that_a_document_names_and_that_is_not_there_is_found(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms/load.py").touch()
    (tmp_path / "README.md").write_text("`forms/load.py`, `forms/`\n`forms/lost.py` and `luobi verify`\n", "utf-8")
    (tmp_path / "docs/page.md").write_text("`signing/stamp.py`\n", "utf-8")
    assert list(paths.findings(tmp_path)) == [
        "README.md:2: forms/lost.py: is not there",
        "docs/page.md:1: signing/stamp.py: is not there",
    ]


DOCSTRINGS = {
    "a verb": ('def f(a):\n    """Return the day."""', []),
    "a noun": ('def f(a):\n    """The day."""', ["2: f: begins with “The”, not with an imperative verb"]),
    "what it does": (
        'def f(a):\n    """Returns the day."""',
        ["2: f: begins with “Returns”, not with an imperative verb"],
    ),
    "a verb in s": ('def f(a):\n    """Process the day."""', []),
    "a property": ('class A:\n    @property\n    def f(self):\n        """The day."""', []),
    "its own": ('def _f(a):\n    """The day."""', []),
    "the toolkit's": ('def paintEvent(self, event, b):\n    """The day."""', []),
    "two parameters": ('def f(a, b):\n    """Return the day."""', ["2: f: does not explain a, b"]),
    "one of two": ('def f(a, *, b):\n    """Return the day of `a`."""', ["2: f: does not explain b"]),
    "both, in Args": ('def f(a, b):\n    """Return it.\n\n    Args:\n        a: One.\n        b: Two.\n    """', []),
    "a method's": ('class A:\n    def f(self, a):\n        """Return the day."""', []),
    "a command": ('@click.option("--a")\ndef f(a, b):\n    """Return the day."""', []),
    "no docstring": ("def f(a, b):\n    pass", []),
}


@pytest.mark.parametrize(("source", "found"), DOCSTRINGS.values(), ids=DOCSTRINGS)
def test_a_docstring_begins_with_a_verb_and_explains_two_parameters(source: str, found: list[str]) -> None:
    assert list(docstrings.faults(source)) == found


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("word " * 999 + "nobody " * 3, False),
        ("word " * 999 + "nobody " * 4, True),
        ("word " * 99 + "Whoever stands", True),
        ("word " * 99 + "himself", False),
        ("word " * 99, False),
    ],
)
def test_a_text_keeps_the_budget_of_old_words(text: str, over: bool) -> None:
    assert bool(docstrings.over_budget(text)) is over


USES = {
    "an id": ('Message("forms.a", b=1)', [("forms.a", {"b"})]),
    "one of two": ('Message("forms.a" if c else "forms.b")', [("forms.a", set()), ("forms.b", set())]),
    "an id that the code builds": ('Message(f"forms.{a}")', [("f'forms.{a}'", set())]),
    "parameters from elsewhere": ('Message("forms.a", **given)', [("forms.a", None)]),
}


WORDS_26 = "word " * 26
SENTENCES = {
    "25 words": ("word " * 25 + ".", 0),
    "26 words": (WORDS_26 + ".", 1),
    "a rest at a full stop": ("word " * 20 + "end. " + "word " * 20, 0),
    "a rest at a colon": ("word " * 20 + "end: " + "word " * 20, 0),
    "a rest at a semicolon": ("word " * 20 + "end; " + "word " * 20, 0),
    "no rest at a comma": ("word " * 20 + "end, " + "word " * 20, 1),
    "code is one word": ("word " * 24 + "`" + "word " * 10 + "`.", 0),
    "the address of a link": ("word " * 24 + "[name](a/long/address.md).", 0),
    "a sentence over two lines": ("word " * 13 + "\n" + "word " * 13, 1),
    "two paragraphs": ("word " * 20 + "\n\n" + "word " * 20, 0),
    "two items of a list": ("- " + "word " * 20 + "\n- " + "word " * 20, 0),
    "a parameter": ("word " * 20 + "\n    name: " + "word " * 20, 0),
    "a block of code": ("```\n" + WORDS_26 + "\n```\n", 0),
    "a table": ("| " + WORDS_26 + " |", 0),
    "a line in columns": ("name   " + WORDS_26, 0),
    "a long sentence after columns": ("name   value\n\n" + WORDS_26, 1),
}


@pytest.mark.parametrize(("text", "number"), SENTENCES.values(), ids=SENTENCES)
def test_a_statement_has_at_most_25_words(text: str, number: int) -> None:
    assert len(list(docstrings.long_sentences(text))) == number


@pytest.mark.parametrize("path", ["docs/a.md", "forms/a.py"])
def test_a_long_statement_is_found_in_documents_and_docstrings(tmp_path: Path, path: str) -> None:
    for package in docstrings.PACKAGES:
        (tmp_path / package).mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / path).write_text(f'"""The {WORDS_26.strip()}."""\n' if path.endswith("py") else WORDS_26, "utf-8")
    assert [each.partition(":")[0] for each in docstrings.findings(tmp_path)] == [path]


@pytest.mark.parametrize(("source", "uses"), USES.values(), ids=USES)
def test_the_messages_that_a_module_makes_are_found(source: str, uses: list[tuple[str, set[str] | None]]) -> None:
    found = [
        (use.id, use.parameters if use.parameters is None else set(use.parameters)) for use in uses_in(source, "a.py")
    ]
    assert found == uses


DIFFERENCES = {
    "as it should be": (("forms.a", {"b"}), {"forms.a": "{b}"}, 0),
    "no text": (("forms.a", {"b"}), {}, 1),
    "a parameter without a place": (("forms.a", {"b"}), {"forms.a": "b"}, 1),
    "a place without a parameter": (("forms.a", set()), {"forms.a": "{b}"}, 1),
    "a text that no message uses": (("forms.a", set()), {"forms.a": "a", "forms.b": "b"}, 1),
    "an id that is built": (("f'forms.{a}'", set()), {}, 1),
}


@pytest.mark.parametrize(("use", "texts", "number"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_messages_and_texts_are_compared(use: tuple[str, set[str]], texts: dict[str, str], number: int) -> None:
    made = Use("a.py:1", use[0], frozenset(use[1]))
    assert len(list(differences([made], texts))) == number


CATALOGUES = {
    "well": ("{a} b", "{a} c", []),
    "a conversion": ("{a!r}", "{a}", ["has a conversion"]),
    "other parameters": ("{a}", "{b}", ["its texts name different parameters"]),
    "no text": ("", "a", ["has no text"]),
    "a plural for one": ("{count} entries", "{count}", ["says a plural for 1, too"]),
    "a plural for one after another word": ("has {count} known keys.", "{count}", ["says a plural for 1, too"]),
    "a chosen word": ("{count} {count:entry|entries}", "{count}", []),
    "a number and a verb": ("page {pages} is read", "{pages}", []),
}


@pytest.mark.parametrize(("english", "chinese", "found"), CATALOGUES.values(), ids=CATALOGUES)
def test_the_catalogues_are_compared(tmp_path: Path, english: str, chinese: str, found: list[str]) -> None:
    for locale, text in (("en", english), ("zh_CN", chinese)):
        folder = tmp_path / locale / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "forms.po").write_text(f'msgid "forms.a"\nmsgstr "{text}"\n', "utf-8")
    catalogues.mend(tmp_path)
    said = list(catalogues.findings(tmp_path))
    assert len(said) == len(found) and all(part in each for part, each in zip(found, said, strict=True))


REPEATED = {
    "two ids": ([("forms.a", "one text", "一句话"), ("signing.b", "one text", "一句话")], 1),
    "the same in one language only": ([("forms.a", "a word", "一句话"), ("forms.b", "one text", "一句话")], 0),
    "an id of a table": ([("forms.a", "one text", "一句话"), ("forms.built", "one text", "一句话")], 0),
    "parameters alone": ([("forms.a", "{b}: {c}", "{b}：{c}"), ("forms.b", "{b}: {c}", "{b}：{c}")], 0),
}


@pytest.mark.parametrize(("texts", "number"), REPEATED.values(), ids=REPEATED)
def test_a_sentence_has_one_id(tmp_path: Path, texts: list[tuple[str, str, str]], number: int) -> None:
    for at, locale in enumerate(("en", "zh_CN"), 1):
        folder = tmp_path / locale / "LC_MESSAGES"
        folder.mkdir(parents=True)
        for domain in ("forms", "signing"):
            rows = [each for each in texts if each[0].startswith(domain)]
            body = "\n".join(f'msgid "{each[0]}"\nmsgstr "{each[at]}"\n' for each in rows)
            (folder / f"{domain}.po").write_text(body, "utf-8")
    assert len(list(catalogues.repeated(tmp_path, {"forms.built"}))) == number


def test_a_catalogue_that_was_changed_and_not_compiled_is_found(tmp_path: Path) -> None:
    for locale in ("en", "zh_CN"):
        folder = tmp_path / locale / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "forms.po").write_text('msgid "forms.a"\nmsgstr "a"\n', "utf-8")
    catalogues.mend(tmp_path)
    changed = tmp_path / "en/LC_MESSAGES/forms.po"
    changed.write_text(changed.read_text("utf-8").replace('"a"', '"b"'), "utf-8")
    assert [each.partition(":")[0] for each in catalogues.findings(tmp_path)] == ["en/LC_MESSAGES/forms.po"]
