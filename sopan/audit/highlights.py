"""Summary -> the few sentences that a meeting should hear first."""

from __future__ import annotations

from collections.abc import Iterator

from sopan.audit.fairness import Comparison, Fairness
from sopan.audit.numbers import change, count, decimal, percent, shown
from sopan.audit.summary import Summary
from sopan.messages import say

MOST_NAMED = 3
MOST_TELLING = 9.0


def highlights(summary: Summary) -> tuple[str, ...]:
    """The most telling facts, in the order of the report. Empty where nothing was judged."""
    return tuple(sentence for part in (_quality, _courtesy, _speed, _habits) for sentence in part(summary))


def _quality(summary: Summary) -> Iterator[str]:
    total = summary.all
    if total.score is None:
        return
    good, poor = total.share(total.grades["A"] + total.grades["B"]) or 0, total.share(total.grades["D"]) or 0
    yield say(
        "inti-skor",
        score=decimal(total.score.value), judged=count(summary.judged), good=percent(good), poor=percent(poor),
    )  # fmt: skip
    change = total.change
    if change and change.low is not None and change.high is not None and change.low * change.high > 0:
        direction = say("naik" if change.value > 0 else "turun")
        yield say(f"inti-tren-{summary.options.period}", direction=direction, points=decimal(abs(change.value)))


def _courtesy(summary: Summary) -> Iterator[str]:
    total = summary.all
    if not summary.judged:
        return
    rarest = min(total.magic, key=lambda rule: total.magic[rule])
    yield say("inti-kata", rule=say("nama-" + rarest), share=percent(total.share(total.magic[rarest]) or 0))
    grave = [rule for rule in total.rude if summary.rules[rule].severity == "galat"]
    if grave:
        worst = max(grave, key=lambda rule: total.rude[rule])
        yield say("inti-galat", count=count(total.grave), share=percent(total.share(total.grave) or 0), rule=worst)
    else:
        yield say("inti-tanpa-galat")


def _speed(summary: Summary) -> Iterator[str]:
    response = summary.response
    if response and response.all.on_time is not None and response.all.median is not None:
        yield say(
            "inti-waktu", measured=count(response.measured), share=percent(response.all.on_time), title=response.limits.title,
            median=shown(response.all.median, "days"),
        )  # fmt: skip
    if summary.unanswered and response and response.waiting_over:
        yield say("inti-tunggu-lewat", count=count(summary.unanswered), over=count(response.waiting_over))
    elif summary.unanswered:
        yield say("inti-tunggu", count=count(summary.unanswered))


def _habits(summary: Summary) -> Iterator[str]:
    canned = summary.canned_share
    if canned.canned:
        yield say("inti-berulang", share=percent(canned.canned / canned.replies))
    if summary.all.contested:
        yield say(
            "inti-keberatan", share=percent(summary.all.share(summary.all.contested) or 0), count=count(summary.all.contested)
        )  # fmt: skip


def verdict(fair: Fairness) -> str:
    """What a comparison of groups of citizens says, in plain words."""
    if not fair.comparisons:
        return say("adil-satu")
    notable = sorted((c for c in fair.comparisons if c.notable), key=lambda c: -abs(c.effect or MOST_TELLING))
    if not notable:
        return say("adil-tidak")
    named = [
        say("adil-beda", group=c.group, outcome=say("hasil-" + c.outcome), difference=signed(c, c.difference.value))
        for c in notable[:MOST_NAMED]
    ]
    return say("adil-ada", groups="; ".join(named))


def signed(comparison: Comparison, value: float) -> str:
    """A difference as a reader writes it: points or days with a sign, shares in percentage points."""
    return change(100 * value if comparison.outcome == "missing_magic" else value)
