"""JUnit XML for build servers: a suite a draft, a case a finding; those that the gate stops are failures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from sopan.outputs.plain import where
from sopan.outputs.record import Checked, Context, message
from sopan.outputs.safe import xml_document, xml_text
from sopan.report import Finding


def lines(results: Sequence[Checked], context: Context) -> Iterator[str]:
    """One XML document."""
    root = Element("testsuites", name="sopan")
    for checked in results:
        root.append(_suite(checked))
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    yield xml_document(root)


def _suite(checked: Checked) -> Element:
    file = xml_text(checked.file)
    cases = [_case(checked, file, finding) for finding in checked.findings]
    if checked.report is None:
        cases = [Element("testcase", name="sopan", classname=file)]
        SubElement(cases[0], "error", message=xml_text(checked.error))
    elif not cases:
        cases = [Element("testcase", name="sopan", classname=file)]
    suite = Element(
        "testsuite", name=file, tests=str(len(cases)), errors=str(int(checked.report is None)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
    )  # fmt: skip
    suite.extend(cases)
    return suite


def _case(checked: Checked, file: str, finding: Finding) -> Element:
    assert checked.draft is not None
    place = where(checked.draft.place(finding.start))
    case = Element("testcase", name=f"{finding.rule} {place}", classname=file)
    text = f"{file}:{place}: {finding.severity} {finding.rule} {xml_text(message(finding))}"
    if finding in checked.failing:
        failure = SubElement(case, "failure", type=finding.severity, message=xml_text(finding.message))
        failure.text = text
    else:
        SubElement(case, "system-out").text = text
    return case
