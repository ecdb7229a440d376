"""The spaCy component `sopan`: the report of a text on its Doc, and its signals as spans.

    >>> import spacy, sopan.pipeline
    >>> nlp = spacy.blank("xx")
    >>> component = nlp.add_pipe("sopan")
    >>> doc = nlp("Selamat pagi, Bu. Tunggu saja.")
    >>> doc._.sopan.score.grade
    'D'
    >>> [span.label_ for span in doc.spans["sopan"]]
    ['salam', 'sapaan', 'tunda']

Where Sopan is installed, `nlp.add_pipe("sopan")` works without the import. The component reads the text alone, so it may
stand anywhere in a pipeline of any language; the tokens of the Doc stay as they are.
"""

# Annotations stay values here: on Python 3.10 spaCy cannot read those of a factory that are text.
from collections.abc import Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from sopan.checker import Checker
from sopan.settings import Settings

NAME = "sopan"


class SopanComponent:
    """Puts the Report of each text on `doc._.sopan`, and its signals into `doc.spans["sopan"]`, labelled with their rules.

    Where a signal begins or ends inside a token, its span takes in the whole token; the Report has the exact places.
    """

    def __init__(self, settings: Settings) -> None:
        self._checker = Checker(settings=settings)
        if not Doc.has_extension(NAME):
            Doc.set_extension(NAME, default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Judge one Doc."""
        report = self._checker.check(doc.text)
        doc._.set(NAME, report)
        found = (doc.char_span(s.start, s.end, label=s.rule, alignment_mode="expand") for s in report.signals)
        spans: list[Span] = [span for span in found if span is not None]
        doc.spans[NAME] = SpanGroup(doc, name=NAME, spans=spans)
        return doc


@Language.factory(
    NAME, assigns=["doc._.sopan", "doc.spans"], default_config={"lexicons": [], "channel": "", "kind": "", "sure": 2}
)
def create(nlp: Language, name: str, lexicons: Sequence[str], channel: str, kind: str, sure: int) -> SopanComponent:
    """The component for a pipeline. lexicons: further lexicon folders; channel, kind, sure: as in Settings.

    Raises InputError for a channel or kind that does not exist.
    """
    return SopanComponent(Settings(lexicons=tuple(map(Path, lexicons)), channel=channel, kind=kind, sure=sure))
