"""The differences between two revisions of a PDF, in a reader's terms.

This is our own view. pyHanko's difference analysis reports only whether a change is allowed. Old and new objects are
compared together from the catalogue down; every pair is visited a bounded number of times. Nothing is rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.metadata.model import XmpArray, XmpStructure, XmpValue
from pyhanko.pdf_utils.metadata.xmp_xml import parse_xmp
from pyhanko.pdf_utils.reader import HistoricalResolver

from forms.message import Message

PAGE, ANNOTATION, VALUE, FIELD = "page content", "annotation", "form value", "form field"
ATTACHMENT, SCRIPT, METADATA, DOCUMENT = "attachment", "script", "metadata", "document structure"
SIGNATURE, TIMESTAMP, VALIDATION = "signature", "timestamp", "validation data"
NAMES: Final = (
    *(PAGE, ANNOTATION, VALUE, FIELD, ATTACHMENT, SCRIPT, METADATA, DOCUMENT),
    *(SIGNATURE, TIMESTAMP, VALIDATION),
)
"""All names of changes, as in JSON; each has a text."""
ADDED_BY_SIGNING: Final = frozenset({SIGNATURE, TIMESTAMP, VALIDATION})
"""What honest signing adds to a document that was signed before; each signature is judged by itself."""

_INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_PAGE_ASIDE: Final = frozenset({"/Parent", "/Annots", "/AA", "/Metadata", "/LastModified", "/Tabs", *_INHERITED})
_VALUE_KEYS: Final = frozenset({"/V", "/AS", "/AP", "/DV", "/MK", "/I"})
_SIGNING_KEYS: Final = frozenset({"/V", "/AP", "/F", "/DA", "/Lock", "/Type", "/Ff"})
_FORM_ASIDE: Final = frozenset({"/Fields", "/SigFlags", "/DR", "/DA", "/NeedAppearances"})
_CATALOG: Final = {
    "/Collection": ATTACHMENT,
    "/AF": ATTACHMENT,
    "/OpenAction": SCRIPT,
    "/AA": SCRIPT,
    "/OCProperties": PAGE,
    "/DSS": VALIDATION,
}
_CATALOG_ASIDE: Final = frozenset({"/Pages", "/AcroForm", "/Names", "/Metadata", "/Version", "/Extensions", "/Type"})
_INFO_ASIDE: Final = frozenset({"/ModDate", "/Producer"})
_XMP_ASIDE: Final = frozenset(
    {
        ("http://ns.adobe.com/xap/1.0/", "ModifyDate"),
        ("http://ns.adobe.com/xap/1.0/", "MetadataDate"),
        ("http://ns.adobe.com/pdf/1.3/", "Producer"),
    }
)
_CREATED: Final = ("http://ns.adobe.com/xap/1.0/", "CreateDate")
_XMP_SPACES_ASIDE: Final = ("http://ns.adobe.com/xap/1.0/mm/", "http://www.aiim.org/pdfa/ns/extension/")
_OWN_PARTS: Final = frozenset({"/Page", "/Pages", "/Catalog", "/Annot"})
PAGES_MAX: Final = 20_000


class TooManyPages(ValueError):
    """The page tree has more pages than are compared, or is not a tree."""


def changes(old: HistoricalResolver, new: HistoricalResolver) -> frozenset[str]:
    """Return the names of all changes from the revision `old` to the revision `new`.

    Raise TooManyPages, and what pyHanko raises for objects that cannot be read.
    """
    return frozenset(_Comparison(old, new).all())


def named(changed: Iterable[str]) -> Message:
    """Return a message that lists changes, from their names."""
    return Message("signing.changes", names=tuple(map(name_message, changed)))


def name_message(name: str) -> Message:
    """Return the message for the name of a change."""
    return Message(f"signing.change-{name.replace(' ', '-')}")


class _Comparison:
    """Two revisions, and the pairs of objects that are known to be the same."""

    def __init__(self, old: HistoricalResolver, new: HistoricalResolver) -> None:
        self._old, self._new = old, new
        self._same: set[tuple[int, int, int, int]] = set()

    def all(self) -> Iterator[str]:
        old, new = _root(self._old), _root(self._new)
        for key in {*old, *new} - _CATALOG_ASIDE:
            if self._differs(_raw(old, key), _raw(new, key)):
                yield _CATALOG.get(key, DOCUMENT)
        yield from self._names(_dictionary(old, "/Names"), _dictionary(new, "/Names"))
        yield from self._metadata(old, new)
        forms = _dictionary(old, "/AcroForm"), _dictionary(new, "/AcroForm")
        yield from self._form(*forms)
        yield from self._pages(_pages(old), _pages(new), {id_ for form in forms for id_ in _field_ids(form)})

    def _names(self, old: Any, new: Any) -> Iterator[str]:
        for key in {*old, *new}:
            if self._differs(_raw(old, key), _raw(new, key)):
                yield {"/EmbeddedFiles": ATTACHMENT, "/JavaScript": SCRIPT}.get(key, DOCUMENT)

    def _metadata(self, old: Any, new: Any) -> Iterator[str]:
        one, other = (_in_trailer(each, "/Info") for each in (self._old, self._new))
        if any(self._differs(_raw(one, key), _raw(other, key)) for key in {*one, *other} - _INFO_ASIDE):
            yield METADATA
        streams = _raw(old, "/Metadata"), _raw(new, "/Metadata")
        if self._differs(*streams) and not _same_xmp(_xmp(streams[0]), _xmp(streams[1]), one):
            yield METADATA

    def _form(self, old: Any, new: Any) -> Iterator[str]:
        if any(self._differs(_raw(old, key), _raw(new, key)) for key in {*old, *new} - _FORM_ASIDE):
            yield FIELD
        before, after = _fields(old), _fields(new)
        for name in {*before, *after}:
            yield from self._field(before.get(name), after.get(name))

    def _field(self, old: Any, new: Any) -> Iterator[str]:
        kind = _inherited(new if new is not None else old, "/FT")
        if new is None:
            yield FIELD
        elif kind == "/Sig":
            yield from self._signature_field(old, new)
        elif old is None:
            yield FIELD
        else:
            if self._differing(old, new, set(), _VALUE_KEYS) or self._kids_differ(old, new, only=_VALUE_KEYS):
                yield VALUE
            if self._differing(old, new, {"/AA", "/A", "/Kids", *_VALUE_KEYS}):
                yield FIELD
            if self._differing(old, new, set(), {"/AA", "/A"}) or self._kids_differ(old, new, only={"/AA", "/A"}):
                yield SCRIPT
            if self._kids_differ(old, new, aside={"/AA", "/A", *_VALUE_KEYS}):
                yield FIELD

    def _signature_field(self, old: Any, new: Any) -> Iterator[str]:
        filled = "/V" in new
        if old is not None and self._differing(old, new, _SIGNING_KEYS if filled and "/V" not in old else set()):
            yield FIELD
        if filled and (old is None or "/V" not in old):
            yield TIMESTAMP if new["/V"].get("/Type", "/Sig") == "/DocTimeStamp" else SIGNATURE
        elif old is None:
            yield FIELD

    def _kids_differ(self, old: Any, new: Any, *, only: Iterable[str] = (), aside: Iterable[str] = ()) -> bool:
        before, after = list(_array(old, "/Kids")), list(_array(new, "/Kids"))
        if len(before) != len(after):
            return True
        return any(
            self._differing(one, other, set(aside), set(only) or None) for one, other in zip(before, after, strict=True)
        )

    def _pages(self, old: list[Any], new: list[Any], fields: set[tuple[int, int]]) -> Iterator[str]:
        if len(old) != len(new):
            yield PAGE
        for one, other in zip(old, new, strict=False):
            if self._differing(one, other, set(_PAGE_ASIDE)) or any(
                self._differs(_inherited(one, key), _inherited(other, key)) for key in _INHERITED
            ):
                yield PAGE
            if self._differing(one, other, set(), {"/AA"}):
                yield SCRIPT
            yield from self._annotations(one, other, fields)
        for each in new[len(old) :]:
            yield from self._annotations(generic.DictionaryObject(), each, fields)  # type: ignore[no-untyped-call]

    def _annotations(self, old: Any, new: Any, fields: set[tuple[int, int]]) -> Iterator[str]:
        before, after = (_by_id(each, fields) for each in (old, new))
        for key in {*before, *after}:
            one, other = before.get(key), after.get(key)
            if one is None or other is None or self._differing(one, other, {"/P"}):
                yield ANNOTATION
                yield from _what_it_does(other)

    def _differing(self, old: Any, new: Any, aside: Iterable[str], only: Iterable[str] | None = None) -> bool:
        """Return whether two dictionaries differ in a key of `only`; without `only`, in any key not in `aside`."""
        keys = set(only) if only is not None else {*old, *new} - {*aside}
        return any(self._differs(_raw(old, key), _raw(new, key)) for key in keys - {"/P", "/Parent", "/Popup"})

    def _differs(self, old: Any, new: Any) -> bool:
        """Return whether two objects differ, with all that they refer to, except pages and annotations below them."""
        met: set[tuple[int, int, int, int]] = set()
        waiting = [(old, new)]
        while waiting:
            one, other = waiting.pop()
            if isinstance(one, generic.IndirectObject) and isinstance(other, generic.IndirectObject):
                pair = (one.idnum, one.generation, other.idnum, other.generation)
                if pair in self._same or pair in met:
                    continue
                met.add(pair)
            if (inside := _inside(_value(one), _value(other))) is None:
                return True
            waiting.extend(inside)
        self._same |= met
        return False


def _inside(old: Any, new: Any) -> list[tuple[Any, Any]] | None:
    """Return the pairs to compare further; None when these two differ already."""
    if isinstance(old, generic.DictionaryObject) and isinstance(new, generic.DictionaryObject):
        if _is_own_part(old) or _is_own_part(new):
            return [] if _is_own_part(old) and _is_own_part(new) else None
        if _encoded(old) != _encoded(new):
            return None
        keys = {*old} - {"/P", "/Parent"}
        if keys != {*new} - {"/P", "/Parent"}:
            return None
        return [(_raw(old, key), _raw(new, key)) for key in keys]
    if isinstance(old, generic.ArrayObject) and isinstance(new, generic.ArrayObject):
        if len(old) != len(new):
            return None
        return [(old.raw_get(at), new.raw_get(at)) for at in range(len(old))]
    return [] if _plain(old) == _plain(new) else None


def _encoded(value: Any) -> bytes | None:
    return value.encoded_data if isinstance(value, generic.StreamObject) else None


def _plain(value: Any) -> tuple[str, object]:
    if isinstance(value, (generic.TextStringObject, generic.ByteStringObject)):
        return "string", value.original_bytes
    if isinstance(value, generic.BooleanObject):
        return "boolean", value.value
    if value is None or isinstance(value, generic.NullObject):
        return "null", None
    if isinstance(value, generic.NameObject):
        return "name", str(value)
    if isinstance(value, (generic.NumberObject, generic.FloatObject)):
        return "number", float(value)
    return type(value).__name__, None


def _is_own_part(dictionary: Any) -> bool:
    kind = dictionary.get("/Type")
    return kind in _OWN_PARTS or "/FT" in dictionary or dictionary.get("/Subtype") == "/Widget"


def _value(value: Any) -> Any:
    return value.get_object() if isinstance(value, generic.IndirectObject) else value  # type: ignore[no-untyped-call]


def _raw(dictionary: Any, key: str) -> Any:
    if key not in dictionary:
        return None
    if key == "/Contents" and "/ByteRange" in dictionary:  # a signature's container is never encrypted
        return dictionary.raw_get(key, decrypt=generic.EncryptedObjAccess.RAW)
    return dictionary.raw_get(key)


def _dictionary(holder: Any, key: str) -> Any:
    found = _value(_raw(holder, key))
    if isinstance(found, generic.DictionaryObject):
        return found
    return generic.DictionaryObject()  # type: ignore[no-untyped-call]


def _array(holder: Any, key: str) -> Iterator[Any]:
    found = _value(_raw(holder, key))
    if isinstance(found, generic.ArrayObject):
        values = (_value(found.raw_get(at)) for at in range(len(found)))
        yield from (each for each in values if isinstance(each, generic.DictionaryObject))


def _root(view: HistoricalResolver) -> Any:
    return _in_trailer(view, "/Root")


def _in_trailer(view: HistoricalResolver, key: str) -> Any:
    """Return a dictionary that the trailer names, as it is in that revision.

    The trailer's own references lead to the last revision.
    """
    raw = _raw(view.trailer_view, key)
    found = view.get_object(raw.reference) if isinstance(raw, generic.IndirectObject) else raw
    return found if isinstance(found, generic.DictionaryObject) else generic.DictionaryObject()  # type: ignore[no-untyped-call]


def _pages(root: Any) -> list[Any]:
    """Return the pages in their order. Raise TooManyPages, also for a structure that is not a tree."""
    waiting, pages, seen = [_raw(root, "/Pages")], [], 0
    while waiting:
        node = _value(waiting.pop())
        seen += 1
        if seen > PAGES_MAX:
            raise TooManyPages("a page tree of more than is compared")
        if isinstance(node, generic.DictionaryObject) and "/Kids" in node:
            kids = node["/Kids"]
            waiting.extend(kids.raw_get(at) for at in reversed(range(len(kids))))
        elif isinstance(node, generic.DictionaryObject):
            pages.append(node)
    return pages


def _inherited(node: Any, key: str) -> Any:
    """Return the value of a page or field: its own, or that of the nearest node above."""
    for _ in range(64):
        if key in node:
            return node.raw_get(key)
        node = _value(_raw(node, "/Parent"))
        if not isinstance(node, generic.DictionaryObject):
            break
    return None


def _fields(form: Any) -> dict[str, Any]:
    """Return terminal fields by full name. The form has been checked to be a tree before."""
    found: dict[str, Any] = {}
    waiting = [("", each) for each in _array(form, "/Fields")]
    while waiting:
        above, field = waiting.pop()
        name = f"{above}.{field['/T']}" if "/T" in field else above
        below = [each for each in _array(field, "/Kids") if "/T" in each]
        waiting.extend((name, each) for each in below)
        if not below:
            found[name] = field
    return found


def _field_ids(form: Any) -> Iterator[tuple[int, int]]:
    """Yield the ids of the objects that are fields, or their widgets."""
    waiting = [form.raw_get("/Fields")] if "/Fields" in form else []
    while waiting:
        each = waiting.pop()
        if isinstance(each, generic.IndirectObject):
            yield each.idnum, each.generation
        each = _value(each)
        if isinstance(each, generic.ArrayObject):
            waiting.extend(each.raw_get(at) for at in range(len(each)))
        elif isinstance(each, generic.DictionaryObject) and "/Kids" in each:
            waiting.append(each.raw_get("/Kids"))


def _by_id(page: Any, fields: set[tuple[int, int]]) -> dict[object, Any]:
    """Return the annotations of a page that are not fields, by object id or by their place in the list."""
    found: dict[object, Any] = {}
    annotations = _value(_raw(page, "/Annots"))
    if not isinstance(annotations, generic.ArrayObject):
        return found
    for at in range(len(annotations)):
        raw = annotations.raw_get(at)
        key: object = (raw.idnum, raw.generation) if isinstance(raw, generic.IndirectObject) else at
        if key not in fields and isinstance(value := _value(raw), generic.DictionaryObject):
            found[key] = value
    return found


def _what_it_does(annotation: Any) -> Iterator[str]:
    if annotation is None:
        return
    if annotation.get("/Subtype") == "/FileAttachment":
        yield ATTACHMENT
    if "/AA" in annotation or _dictionary(annotation, "/A").get("/S") in ("/JavaScript", "/Launch"):
        yield SCRIPT


def _xmp(stream: Any) -> dict[tuple[str, str], Any] | None:
    """Return the properties that describe the document; None when they cannot be read."""
    stream = _value(stream)
    if not isinstance(stream, generic.StreamObject):
        return {}
    try:
        described = parse_xmp(BytesIO(stream.data))
    except MemoryError:
        raise
    except Exception:
        return None
    named = ((name.ns, name.local_name, value) for each in described for name, value in each)
    return {
        (space, name): value
        for space, name, value in named
        if (space, name) not in _XMP_ASIDE and space not in _XMP_SPACES_ASIDE
    }


def _same_xmp(old: Any, new: Any, info: Any) -> bool:
    """Return whether both describe the same. Writers add a packet that repeats the document's `info`."""
    if old is None or new is None:
        return False
    if old:
        return bool(old == new)
    said = {str(_value(_raw(info, key))) for key in info}
    return all(text in said for name, value in new.items() if name != _CREATED for text in _texts(value))


def _texts(value: XmpValue) -> Iterator[str]:
    """Yield every text in a property."""
    waiting: list[Any] = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, XmpValue):
            waiting.append(each.value)
        elif isinstance(each, XmpArray):
            waiting.extend(each.entries)
        elif isinstance(each, XmpStructure):
            waiting.extend(inner for _, inner in each)
        else:
            yield str(each)
