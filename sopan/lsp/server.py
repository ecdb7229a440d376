"""The protocol side of the language server: documents in, diagnostics, hovers and quick fixes out."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from sopan import __version__
from sopan.errors import InputError
from sopan.lexicon.model import LexiconError
from sopan.lsp.desk import Desk, Remedy
from sopan.lsp.positions import UTF16, Positions
from sopan.report import Finding
from sopan.review import Checked

NAME = "sopan"
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{NAME}"
SETTINGS_FILES = (".sopan.toml", "pyproject.toml")
_SEVERITY = {
    "galat": types.DiagnosticSeverity.Error, "peringatan": types.DiagnosticSeverity.Warning,
    "saran": types.DiagnosticSeverity.Information,
}  # fmt: skip
_OPTIONS = ("channel", "kind", "follow_up")
_ENDINGS = {"markdown": ".md", "html": ".html"}


class Server(LanguageServer):
    """The server with its desk; a new desk is taken when settings change."""

    def __init__(self) -> None:
        # Drafts are short, and whole texts leave no room for two opinions on where lines end.
        super().__init__(NAME, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.options: dict[str, Any] = {}
        self.desk = Desk()

    def renew(self) -> None:
        """Read settings and lexicons anew and review every open draft."""
        self.desk = Desk(self.options)
        for uri in list(self.workspace.text_documents):
            self.publish(uri)

    def positions(self, text: str) -> Positions:
        """Places in a text in the units agreed on with the editor."""
        encoding = self.workspace.position_encoding or UTF16
        return Positions(text, str(getattr(encoding, "value", encoding)))

    def path(self, uri: str) -> Path:
        """The file of a draft; one that is not saved yet counts as a file of the folder that the server runs in."""
        found = to_fs_path(uri) if uri.startswith("file:") else None
        if found:
            return Path(found)
        language = self.workspace.get_text_document(uri).language_id or ""
        return Path.cwd() / ("draf" + _ENDINGS.get(language, ".txt"))

    def review(self, uri: str) -> tuple[str, Checked] | None:
        """Text and findings of an open draft; None, with a message in the editor, where its settings cannot be used."""
        if uri not in self.workspace.text_documents:
            return None
        text = self.workspace.get_text_document(uri).source
        try:
            return text, self.desk.review(text, self.path(uri))
        except (InputError, LexiconError) as error:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"sopan: {error}"))
            return None

    def publish(self, uri: str) -> None:
        """Send the diagnostics of a draft."""
        reviewed = self.review(uri)
        found = [] if reviewed is None else [self.diagnostic(reviewed[0], finding) for finding in reviewed[1].findings]
        version = self.workspace.get_text_document(uri).version
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))

    def diagnostic(self, text: str, finding: Finding) -> types.Diagnostic:
        """A finding as the editor takes it."""
        return types.Diagnostic(
            range=self.range(text, *self.desk.place(text, finding)), message=f"{finding.message} {finding.why}",
            severity=_SEVERITY[finding.severity], code=finding.rule, source=NAME,
        )  # fmt: skip

    def range(self, text: str, start: int, end: int) -> types.Range:
        """Code points as a range of the protocol."""
        positions = self.positions(text)
        return types.Range(types.Position(*positions.at(start)), types.Position(*positions.at(end)))

    def action(self, uri: str, text: str, remedy: Remedy, kind: str) -> types.CodeAction:
        """A remedy as the editor takes it."""
        edits = [types.TextEdit(self.range(text, edit.start, edit.end), edit.replacement) for edit in remedy.edits]
        answered = [self.diagnostic(text, remedy.finding)] if remedy.finding else None
        return types.CodeAction(
            title=remedy.title, kind=kind, diagnostics=answered, is_preferred=remedy.safe or None,
            edit=types.WorkspaceEdit(changes={uri: edits}),
        )  # fmt: skip


def create() -> Server:
    """The server with its features, ready to be started."""
    server = Server()

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        given = params.initialization_options
        server.options = {key: given[key] for key in _OPTIONS if given.get(key)} if isinstance(given, dict) else {}
        server.desk = Desk(server.options)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        if Path(to_fs_path(params.text_document.uri) or "").name in SETTINGS_FILES:
            server.renew()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        server.renew()

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        reviewed = server.review(uri)
        if reviewed is None:
            return None
        text, checked = reviewed
        offset = server.positions(text).offset(params.position.line, params.position.character)
        note = server.desk.note(checked, offset, server.path(uri))
        if note is None:
            return None
        start, end, words = note
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, words), server.range(text, start, end))

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL, types.CodeActionKind.RefactorRewrite]),
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        reviewed = server.review(uri)
        if reviewed is None:
            return []
        text, checked = reviewed
        positions, path = server.positions(text), server.path(uri)
        start = positions.offset(params.range.start.line, params.range.start.character)
        end = positions.offset(params.range.end.line, params.range.end.character)
        found: list[types.CodeAction] = []
        if _wanted(params, types.CodeActionKind.QuickFix.value):
            found += (
                server.action(uri, text, remedy, types.CodeActionKind.QuickFix.value)
                for remedy in server.desk.remedies(text, checked, start, end, path)
            )
        for kind, unsafe in ((FIX_ALL, False), (types.CodeActionKind.RefactorRewrite.value, True)):
            remedy = server.desk.whole(text, path, unsafe=unsafe) if _wanted(params, kind) else None
            if remedy is not None:
                found.append(server.action(uri, text, remedy, kind))
        return found

    return server


def _wanted(params: types.CodeActionParams, kind: str) -> bool:
    """Whether the editor asks for actions of a kind: it names none, or one that is the kind or a parent of it."""
    only = [str(getattr(one, "value", one)) for one in params.context.only or ()]
    return not only or any(kind == one or kind.startswith(one + ".") for one in only)


def serve() -> None:
    """Serve on standard input and output until the editor ends it."""
    logging.basicConfig(level=logging.ERROR)
    create().start_io()
