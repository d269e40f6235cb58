"""Shortens extension modules and shared libraries by what only debuggers and linkers read."""

import struct
from pathlib import Path

_MAGIC = b"\x7fELF\x02\x01"  # 64 bits, little-endian: all that Lambda has
_SECTION_TABLE_OFFSET = 40
_SECTION_COUNTS = 58
"""Places in the header of the file: where the table of sections is; size, number and names of its entries."""


def shorten_tree(folder: Path) -> None:
    """Shortens every such file below `folder`."""
    for file in sorted(folder.rglob("*.so*")):
        if file.is_file() and not file.is_symlink():
            content = file.read_bytes()
            short = shortened(content)
            if len(short) < len(content):
                mode = file.stat().st_mode
                file.unlink()  # others may have a link to the same file
                file.write_bytes(short)
                file.chmod(mode)


def shortened(content: bytes) -> bytes:
    """A library without the sections that no loader reads: debug information, symbols that are not exported.

    The loader goes by segments, and what belongs to none lies behind the last one. Needs no tool of the target's
    processor and gives the same bytes everywhere. Anything but a 64-bit ELF file comes back as it is.
    """
    if not content.startswith(_MAGIC):
        return content
    (segments_at,) = struct.unpack_from("<Q", content, 32)
    size, count = struct.unpack_from("<HH", content, 54)
    ends = [segments_at + size * count]
    for number in range(count):
        offset, _virtual, _physical, length = struct.unpack_from("<QQQQ", content, segments_at + number * size + 8)
        ends.append(offset + length)
    if max(ends) > len(content):
        return content
    kept = bytearray(content[: max(ends)])
    struct.pack_into("<Q", kept, _SECTION_TABLE_OFFSET, 0)
    struct.pack_into("<HHH", kept, _SECTION_COUNTS, 0, 0, 0)
    return bytes(kept)
