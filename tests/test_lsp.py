"""The language server, spoken to by a real client over standard input and output."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

types = pytest.importorskip("lsprotocol.types")
from pygls.lsp.client import LanguageClient  # noqa: E402

from sopan.lsp.positions import UTF8, UTF16, UTF32, Positions  # noqa: E402

DRAFT = "Selamat pagi, Bu 😀👍.\r\n😀 Tunggu saja. Trimakasih.\r\n"
Session = Callable[[LanguageClient, str], Awaitable[Any]]


def converse(
    tmp_path: Path,
    session: Session,
    *,
    text: str = DRAFT,
    name: str = "draf.txt",
    encodings: Any = None,
    options: Any = None,
) -> Any:
    """Start `sopan lsp`, open a draft, run a session with it, and end both."""

    async def talk() -> Any:
        client = LanguageClient("uji", "1")
        client.seen = asyncio.Queue()  # type: ignore[attr-defined]

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: Any) -> None:
            client.seen.put_nowait(params)  # type: ignore[attr-defined]

        await client.start_io(sys.executable, "-m", "sopan", "lsp")
        general = types.GeneralClientCapabilities(position_encodings=encodings)
        started = await client.initialize_async(
            types.InitializeParams(
                types.ClientCapabilities(general=general), root_uri=tmp_path.as_uri(), initialization_options=options
            )
        )
        client.initialized(types.InitializedParams())
        client.encoding = started.capabilities.position_encoding  # type: ignore[attr-defined]
        uri = (tmp_path / name).as_uri()
        item = types.TextDocumentItem(uri, "plaintext", 1, text)
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        try:
            return await asyncio.wait_for(session(client, uri), 60)
        finally:
            await client.shutdown_async(None)
            client.exit(None)
            await client.stop()

    return asyncio.run(talk())


async def diagnostics(client: Any) -> list[Any]:
    return list((await client.seen.get()).diagnostics)


async def ask_actions(client: Any, uri: str, place: Any, only: Any = None) -> list[Any]:
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), place, types.CodeActionContext([], only=only))
    return list(await client.text_document_code_action_async(params) or [])


def where(found: list[Any], rule: str) -> Any:
    return next(d.range for d in found if d.code == rule)


def changed(text: str, edits: list[Any], encoding: str = UTF16) -> str:
    positions = Positions(text, encoding)
    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        start, end = (positions.offset(p.line, p.character) for p in (edit.range.start, edit.range.end))
        text = text[:start] + edit.new_text + text[end:]
    return text


@pytest.mark.parametrize(
    ("encodings", "encoding", "columns"),
    [(None, UTF16, (3, 14)), (["utf-32"], UTF32, (2, 13)), (["utf-8", "utf-16"], UTF8, (5, 16))],
)
def test_diagnostics_stand_where_the_editor_counts(
    tmp_path: Path, encodings: Any, encoding: str, columns: tuple[int, int]
) -> None:
    async def session(client: Any, uri: str) -> Any:
        return client.encoding, await diagnostics(client)

    agreed, found = converse(tmp_path, session, encodings=encodings)
    assert getattr(agreed, "value", agreed) == encoding
    place = where(found, "tunda")
    assert (place.start.line, place.end.line) == (1, 1)
    assert (place.start.character, place.end.character) == columns
    assert {d.source for d in found} == {"sopan"}
    assert next(d for d in found if d.code == "tunda").severity == types.DiagnosticSeverity.Warning


def test_a_change_is_reviewed_and_closing_clears(tmp_path: Path) -> None:
    async def session(client: Any, uri: str) -> Any:
        first = await diagnostics(client)
        identifier = types.VersionedTextDocumentIdentifier(2, uri)
        whole = types.TextDocumentContentChangeWholeDocument("Selamat pagi, Bu. Terima kasih.")
        client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [whole]))
        second = await diagnostics(client)
        client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        return first, second, await diagnostics(client)

    first, second, third = converse(tmp_path, session)
    assert "tunda" in {d.code for d in first}
    assert "tunda" not in {d.code for d in second}
    assert third == []


def test_hovering_explains_the_words(tmp_path: Path) -> None:
    async def session(client: Any, uri: str) -> Any:
        await diagnostics(client)
        place = types.TextDocumentPositionParams(types.TextDocumentIdentifier(uri), types.Position(1, 5))
        rude = await client.text_document_hover_async(types.HoverParams(place.text_document, place.position))
        nothing = await client.text_document_hover_async(types.HoverParams(place.text_document, types.Position(0, 19)))
        return rude, nothing

    rude, nothing = converse(tmp_path, session)
    assert "Menunda" in rude.contents.value
    assert "`tunda`" in rude.contents.value
    assert rude.range.start == types.Position(1, 3)
    assert nothing is None


def test_quick_fixes_do_what_they_say_beside_emoji(tmp_path: Path) -> None:
    async def session(client: Any, uri: str) -> Any:
        found = await diagnostics(client)
        return uri, await ask_actions(client, uri, where(found, "tunda"), [types.CodeActionKind.QuickFix])

    uri, actions = converse(tmp_path, session)
    texts = {a.title: changed(DRAFT, a.edit.changes[uri]) for a in actions}
    rewritten = next(text for title, text in texts.items() if title.startswith("Ganti:"))
    assert rewritten.startswith("Selamat pagi, Bu 😀👍.\r\n😀 ")
    assert "Tunggu saja" not in rewritten
    silenced = next(text for title, text in texts.items() if title.startswith("Abaikan tunda"))
    assert "Trimakasih. <!-- sopan: abaikan tunda -->\r\n" in silenced


def test_fix_all_is_safe_and_the_rewrite_is_offered_apart(tmp_path: Path) -> None:
    async def session(client: Any, uri: str) -> Any:
        await diagnostics(client)
        whole = types.Range(types.Position(0, 0), types.Position(9, 0))
        safe = await ask_actions(client, uri, whole, [types.CodeActionKind.SourceFixAll])
        return uri, safe, await ask_actions(client, uri, whole, [types.CodeActionKind.Refactor])

    uri, safe, unsafe = converse(tmp_path, session)
    assert [changed(DRAFT, a.edit.changes[uri]) for a in safe] == [DRAFT.replace("Trimakasih", "Terima kasih")]
    assert "Tunggu saja" not in changed(DRAFT, unsafe[0].edit.changes[uri])


def test_settings_and_suppressions_hold_in_the_editor(tmp_path: Path) -> None:
    (tmp_path / ".sopan.toml").write_text('off = ["kurang-salam"]\n', encoding="utf-8")

    async def session(client: Any, uri: str) -> Any:
        return await diagnostics(client)

    text = "Tunggu saja. <!-- sopan: abaikan tunda -->\n"
    rules = {d.code for d in converse(tmp_path, session, text=text, name="a.md", options={"kind": "apresiasi"})}
    assert rules == {"kurang-terima-kasih", "kurang-sapaan"}


def test_broken_settings_are_told_and_do_not_end_the_server(tmp_path: Path) -> None:
    (tmp_path / ".sopan.toml").write_text("off = 3\n", encoding="utf-8")

    async def session(client: Any, uri: str) -> Any:
        return await diagnostics(client)

    assert converse(tmp_path, session) == []


@pytest.mark.parametrize("encoding", [UTF8, UTF16, UTF32])
def test_positions_come_back_to_the_same_code_point(encoding: str) -> None:
    text = "a😀\u2028b\r\n\x0cé👩‍👩‍👧\rq\n\n"
    positions = Positions(text, encoding)
    for offset, character in enumerate(text):
        if character not in "\r\n":
            assert positions.offset(*positions.at(offset)) == offset
    assert positions.at(len(text))[0] == 4


def test_settings_that_change_are_read_anew_and_every_open_draft_is_reviewed(tmp_path: Path) -> None:
    async def session(client: Any, uri: str) -> Any:
        first = await diagnostics(client)
        settings = tmp_path / ".sopan.toml"
        settings.write_text('off = ["tunda"]\n', encoding="utf-8")
        saved = types.TextDocumentIdentifier(settings.as_uri())
        client.text_document_did_save(types.DidSaveTextDocumentParams(saved))
        second = await diagnostics(client)
        settings.write_text("", encoding="utf-8")
        event = types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)
        client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        third = await diagnostics(client)
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
        return first, second, third

    first, second, third = converse(tmp_path, session)
    assert ["tunda" in {d.code for d in found} for found in (first, second, third)] == [True, False, True]


def test_nothing_is_offered_for_a_draft_whose_settings_are_broken(tmp_path: Path) -> None:
    (tmp_path / ".sopan.toml").write_text("off = 3\n", encoding="utf-8")

    async def session(client: Any, uri: str) -> Any:
        await diagnostics(client)
        document, place = types.TextDocumentIdentifier(uri), types.Position(1, 5)
        hover = await client.text_document_hover_async(types.HoverParams(document, place))
        return hover, await ask_actions(client, uri, types.Range(place, place))

    assert converse(tmp_path, session) == (None, [])


def test_a_draft_that_is_not_saved_yet_is_read_as_its_language_says(tmp_path: Path) -> None:
    async def session(client: Any, uri: str) -> Any:
        await diagnostics(client)
        found = []
        for number, (language, text) in enumerate(
            [("html", "<p>Tunggu <b>saja</b>.</p>"), ("plaintext", "Tunggu saja.")]
        ):
            item = types.TextDocumentItem(f"untitled:Untitled-{number}", language, 1, text)
            client.text_document_did_open(types.DidOpenTextDocumentParams(item))
            found.append({d.code for d in await diagnostics(client)})
        return found

    assert all("tunda" in codes for codes in converse(tmp_path, session))


def test_a_courtesy_is_explained_too_and_a_whole_draft_is_mended_by_one_offer(tmp_path: Path) -> None:
    text = "Selamat pagi, Bu.\nBaca dulu aturannya! Trimakasih"

    async def session(client: Any, uri: str) -> Any:
        await diagnostics(client)
        document = types.TextDocumentIdentifier(uri)
        hover = await client.text_document_hover_async(types.HoverParams(document, types.Position(0, 3)))
        end = types.Range(types.Position(1, 0), types.Position(1, 30))
        return uri, hover, await ask_actions(client, uri, end)

    uri, hover, actions = converse(tmp_path, session, text=text)
    assert "`salam`" in hover.contents.value
    kinds = {str(getattr(action.kind, "value", action.kind)) for action in actions}
    assert kinds == {"quickfix", "source.fixAll.sopan", "refactor.rewrite"}
    silenced = next(a for a in actions if a.title.startswith("Abaikan"))
    assert changed(text, silenced.edit.changes[uri]).endswith("-->")


def test_what_the_server_says_beside_its_protocol_is_nothing_of_a_draft(tmp_path: Path) -> None:
    """Standard error of the server is a log of the editor: no line of a text or of a name may begin one there."""
    import subprocess

    uri = (tmp_path / "a%0A%3A%3Aerror%3A%3Apalsu.txt").as_uri()
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"jsonrpc": "2.0", "method": "initialized", "params": {}},
        {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"uri": uri, "languageId": "x", "version": 1, "text": "a\n::error::palsu \u001b[2J\nTunggu saja."}}},
        {"jsonrpc": "2.0", "id": 2, "method": "textDocument/hover", "params": {"textDocument": {"uri": "file:///tidak\n::error::palsu"}, "position": {"line": 99, "character": 9}}},
        {"jsonrpc": "2.0", "id": 3, "method": "shutdown"}, {"jsonrpc": "2.0", "method": "exit"},
    ]  # fmt: skip
    sent = b""
    for message in messages:
        body = json.dumps(message).encode()
        sent += b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    done = subprocess.run(
        [sys.executable, "-m", "sopan", "lsp"], input=sent, capture_output=True, timeout=120, cwd=tmp_path
    )
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert b"publishDiagnostics" in done.stdout, done.stdout
    assert "\x1b" not in said
    assert not [line for line in said.splitlines() if line.startswith("::")]
    assert "palsu" not in said or "\\n::error" in said
