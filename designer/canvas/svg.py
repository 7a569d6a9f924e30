"""What Qt's SVG lacks: a size in pixels, dots that are one pattern, and text that keeps its width
where another machine has other fonts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import unescape

from PySide6.QtCore import QSize

from designer.canvas.painting import GRID
from designer.canvas.text import Line

_SIZE = re.compile(r'<svg width="[^"]*" height="[^"]*"')
_FONTS = re.compile(r'font-family="([^"]*)"')
_TEXT = re.compile(r'<text [^>]*font-size="(\d+)" font-weight="(\d+)"[^>]*?(?=\s*>([^<]*)</text>)')
_DOTS = (
    '<pattern id="dots" width="{step:g}" height="{step:g}" patternUnits="userSpaceOnUse">'
    '<circle cx="{middle:g}" cy="{middle:g}" r="1" fill="{colour}"/></pattern>'
)
_DOTTED = '<rect width="100%" height="100%" fill="url(#dots)"/>'


def finished(text: str, size: QSize, dots: str, lines: Iterable[Line]) -> str:
    """Qt's SVG, finished. Its first group is to be the plain ground, on which the dots come.

    ``size`` in pixels; ``dots``: their colour; ``lines``: all that is written.
    """
    text = _SIZE.sub(f'<svg width="{size.width()}" height="{size.height()}"', text, count=1)
    pattern = _DOTS.format(step=GRID, middle=GRID / 2, colour=dots)
    text = text.replace("<defs>", f"<defs>\n{pattern}", 1)
    text = text.replace("</g>", f"</g>\n{_DOTTED}", 1)
    widths = {
        (line.text, line.face.font.pixelSize(), int(line.face.font.weight())): line.face.width(
            line.text
        )
        for line in lines
    }
    text = _TEXT.sub(lambda found: found.group() + _length(found, widths), text)
    return _FONTS.sub(r'font-family="\1,sans-serif"', text)


def _length(found: re.Match[str], widths: Mapping[tuple[str, int, int], float]) -> str:
    size, weight, said = found.groups()
    width = widths.get((unescape(said), int(size), int(weight)))
    return "" if not width else f' textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs"'
