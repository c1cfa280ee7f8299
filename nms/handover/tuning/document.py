"""A report as blocks of text and tables, written as Markdown or as a page of HTML."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple


class Heading(NamedTuple):
    """A heading of level 1 or 2."""

    text: str
    level: int = 2


class Paragraph(NamedTuple):
    """A sentence or more; `literal` as it is typed into a terminal."""

    text: str
    literal: bool = False


class Table(NamedTuple):
    """Column names and rows."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Table

_STYLE = (
    "body{font-family:sans-serif;max-width:70em;margin:2em auto;padding:0 1em;line-height:1.4}"
    "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #999;padding:.2em .6em;text-align:left}"
    "pre{background:#eee;padding:.6em;overflow:auto}"
)


def markdown(blocks: Iterable[Block]) -> str:
    """As Markdown."""
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {block.text}"
    if isinstance(block, Paragraph):
        return f"```\n{block.text}\n```" if block.literal else block.text
    rows = [block.columns, ["---"] * len(block.columns), *block.rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)


def html(blocks: Sequence[Block], language: str) -> str:
    """As one page that needs nothing else."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "")
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    body = "\n".join(_html(block) for block in blocks)
    return f'<!DOCTYPE html>\n<html lang="{language}"><head>{head}</head><body>\n{body}\n</body></html>\n'


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<{'pre' if block.literal else 'p'}>{escape(block.text)}</{'pre' if block.literal else 'p'}>"
    head = "".join(f"<th>{escape(cell)}</th>" for cell in block.columns)
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows)
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
