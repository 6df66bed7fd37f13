"""The kinds of fields, one module each. A form file names a kind by its tag, such as `kind = "money"`."""

from forms.kinds.choice import Choice, Listed
from forms.kinds.choices import Choices
from forms.kinds.credit import Credit
from forms.kinds.date import Date
from forms.kinds.field import BLANK, Doubt, Field, Input, kind_name
from forms.kinds.identity import Identity
from forms.kinds.integer import Integer
from forms.kinds.money import Money
from forms.kinds.name import Name
from forms.kinds.phone import Phone
from forms.kinds.text import Text
from forms.kinds.yesno import YesNo

__all__ = [
    "BLANK",
    "KINDS",
    "Choice",
    "Choices",
    "Credit",
    "Date",
    "Doubt",
    "Field",
    "Identity",
    "Input",
    "Integer",
    "Listed",
    "Money",
    "Name",
    "Phone",
    "Text",
    "YesNo",
    "kind_name",
]

KINDS = {
    kind_name(kind): kind
    for kind in (Text, Name, Identity, Credit, Date, Choice, Choices, Phone, Money, Integer, YesNo)
}
"""Every kind by its name in form files."""
