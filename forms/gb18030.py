"""The text of bytes in GB 18030 as the edition of 2022 says.

Python's codec is of 2000. It decodes 18 characters to private use that have code points of their own since 2005: eight
Han characters and ten vertical marks.
"""

_HAN = {0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7}
_HAN |= {0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB}
_MARKS = dict(
    zip(
        range(0xE78D, 0xE797),
        (0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16, 0xFE17, 0xFE18, 0xFE19),
        strict=True,
    )
)


def decoded(data: bytes) -> str:
    """Return the text of the bytes. Raise UnicodeDecodeError for bytes that are not GB 18030."""
    return data.decode("gb18030").translate(_HAN | _MARKS)
