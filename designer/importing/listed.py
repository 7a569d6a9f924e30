"""The list of the wizard: each file as each table that it is read as, and what is to be minded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from designer.importing import describing
from designer.importing.draft import Draft
from designer.importing.looking import Looked
from designer.importing.sources import SourceItem
from designer.widgets.words import words
from engine.accounts.importing.proposing.proposal import DateOrder, FileFormat, Question
from engine.accounts.importing.tabular import TableFile
from resources.catalogue import say


def open_questions(looked: Looked, draft: Draft, file: str | None = None) -> tuple[Question, ...]:
    """The questions that are still open, all or those of a file that is read."""
    read = {source.file for source in draft.sources}
    return tuple(
        question
        for question in looked.proposal.questions
        if question.key not in draft.answers
        and question.file in read
        and file in (None, question.file)
    )


def as_answered(told: FileFormat, looked: Looked, draft: Draft) -> FileFormat:
    """How a file is written, with the order of its dates as the person said where it was asked."""
    asked = [question for question in looked.proposal.questions if question.file == told.file]
    said = {draft.answers.get(question.key) for question in asked}
    if not said or None in said:
        return told
    order: DateOrder = "day_first" if True in said else "month_first"
    return told.model_copy(update={"date_order": order})


def listed(files: Sequence[Path], looked: Looked, draft: Draft) -> list[SourceItem]:
    """A row for each file and table that it is read as, in the order of the files."""
    items = []
    for path in files:
        refused = looked.opened.refused.get(path)
        if refused is not None:
            bad = (words("import.state.refused"), "error")
            items.append(SourceItem(path.name, path, None, None, say(refused), bad))
        for table in looked.opened.tables.get(path, ()):
            read = [n for n, source in enumerate(draft.sources) if source.file == table.name]
            if read:
                items += [_read(path, table, number, looked, draft) for number in read]
            else:
                items.append(_unread(path, table, looked, draft))
    return items


def _read(path: Path, table: TableFile, number: int, looked: Looked, draft: Draft) -> SourceItem:
    source = draft.sources[number]
    sure = {(each.file, each.table): each.confidence for each in looked.proposal.sources}
    state = describing.state(
        source,
        sure.get((source.file, source.table)),
        asked=bool(open_questions(looked, draft, table.name)),
        touched=table.name in draft.touched,
    )
    about = describing.about(source, len(table.columns))
    return SourceItem(table.name, path, number, source.table, about, state)


def _unread(path: Path, table: TableFile, looked: Looked, draft: Draft) -> SourceItem:
    """A file that nothing is read from: by itself, or by what the person has said."""
    state = None
    about = words("import.left_out_file")
    if table.name in describing.looked_up(draft.sources):
        about = words("import.looked_up_file")
    elif table.name in draft.touched:
        pass
    elif table.name in looked.proposal.unknown:
        about = words("import.unknown_file")
        state = (words("import.state.unknown"), "warning")
    elif table.name in looked.proposal.unused:
        about = words("import.unused_file")
    return SourceItem(table.name, path, None, None, about, state)


def what_lacks(looked: Looked, draft: Draft) -> str:
    """What the person must still say before anything can be imported; empty where it is
    nothing."""
    for source in draft.sources:
        said = describing.lack_sentences(source)
        if said:
            return words("import.in_file", file=source.file, what=said[0])
    for question in open_questions(looked, draft):
        return words("import.asks", file=question.file, column=question.column)
    return ""
