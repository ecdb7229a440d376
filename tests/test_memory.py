"""What comes again is answered from memory, which is bounded and changes no verdict."""

from __future__ import annotations

from sopan.checker import Checker
from sopan.memory import Memory

CANNED = "Terima kasih atas laporannya, Bu. Lampu jalannya kami perbaiki besok pukul 09.00."


def test_a_reply_that_comes_again_gets_the_same_report(checker: Checker) -> None:
    first, second, third = (checker.check(CANNED) for _ in range(3))
    assert first == second == third


def test_a_remembered_reply_is_judged_anew_for_another_message_or_kind(checker: Checker) -> None:
    reply = "Ibu menulis dasar lambat. Kami perbaiki besok."
    for _ in range(3):
        assert checker.check(CANNED, kind="keluhan").kind.name == "keluhan"
        assert checker.check(CANNED, kind="pertanyaan").kind.name == "pertanyaan"
        asked = checker.check(reply, message="Dasar lambat! Kapan lampunya diperbaiki?")
        assert asked.kind != checker.check(reply).kind


def test_what_is_changed_in_a_record_does_not_come_back(checker: Checker) -> None:
    for _ in range(3):
        record = checker.check(CANNED).to_dict()
        assert record["magic"] == {"salam": False, "maaf": False, "terima-kasih": True}
        record["magic"].clear()


def test_a_memory_keeps_from_the_second_time_and_lets_go_of_the_oldest() -> None:
    memory: Memory[int] = Memory(most=2)
    memory.put("sekali", 1)
    assert memory.get("sekali") is None
    for key in ("a", "b", "c", "d", "e", "f"):
        for _ in range(2):
            memory.put(key, ord(key))
    assert memory.get("a") is None
    assert memory.get("f") == ord("f")
    assert sum(memory.get(key) is not None for key in "abcdef") <= 4
