"""Ballots as documents state them: matter, method, figures and how the denominator came about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from live.ids import BallotId
from live.meeting.figures import percent
from live.meeting.state import Ballot, BallotPhase, BallotResult, Meeting
from live.meeting.tally import needed
from live.meeting.voting import AGAINST, FOR, OTHER, Election, Motion
from live.meeting.words import BallotMethod, Majority
from live.record.attending import how_text
from live.record.wording import PERCENT, Names, lines, percent_text, sentence

METHODS: Final = {
    BallotMethod.HANDS: "giơ tay tại các điểm cầu, điện tử ghi tên với người dự trực tuyến",
    BallotMethod.NAMED: "điện tử ghi tên",
    BallotMethod.PAPER: "bỏ phiếu kín bằng phiếu giấy tại các điểm cầu, do ban kiểm phiếu đếm;"
    " phiếu kín điện tử với người dự trực tuyến",
    BallotMethod.SECRET: "phiếu kín điện tử",
}
"""How it is voted, in the words of the screens (`ballot.method` of the catalogues)."""
CHOICES: Final = {FOR: "tán thành", AGAINST: "không tán thành", OTHER: "ý kiến khác"}
MAJORITIES: Final = {Majority.HALF: "quá 1/2", Majority.TWO_THIRDS: "từ 2/3 trở lên"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotAccount:
    """One ballot that has a result or was cancelled."""

    ballot: BallotId
    number: str
    matter: str
    method: str
    result: str
    """Passed, not passed, who is elected: one sentence."""
    paragraphs: tuple[str, ...]
    """Everything that the minutes say of it, the result included."""
    decision: tuple[str, ...]
    """What a resolution says of it; empty: it decided nothing, or was repeated."""


def ballot_accounts(meeting: Meeting, names: Names) -> tuple[BallotAccount, ...]:
    """Return every ballot that is over, oldest first: a repeated one too."""
    return tuple(
        BallotAccount(
            ballot=ballot.id,
            number=str(ballot.number),
            matter=ballot.matter,
            method=METHODS[ballot.method],
            result=_outcome(ballot),
            paragraphs=tuple(_paragraphs(meeting, ballot, names)),
            decision=tuple(_decision(ballot)) if _stands(meeting, ballot) else (),
        )
        for ballot in meeting.ballots
        if ballot.phase in (BallotPhase.CONFIRMED, BallotPhase.CANCELLED)
    )


def _paragraphs(meeting: Meeting, ballot: Ballot, names: Names) -> Iterator[str]:
    again = next((one.number for one in meeting.ballots if one.id == ballot.again), None)
    repeats = f" (biểu quyết lại lần {again})" if again else ""
    yield f"Lần {ballot.number}{repeats}: {ballot.matter}"
    yield f"Hình thức: {METHODS[ballot.method]}."
    if ballot.committee:
        yield f"Ban kiểm phiếu: {', '.join(names.all_of(ballot.committee))}."
    if result := ballot.result:
        yield (
            f"Mẫu số: {how_text(ballot.how, ballot.denominator)}; cần ít nhất {needed(ballot)}"
            f" phiếu ({MAJORITIES[ballot.majority]})."
        )
        yield from _sums(ballot, result)
        if ballot.method is BallotMethod.NAMED:
            yield from _by_name(ballot, names)
    yield _outcome(ballot)
    for reserved in ballot.reserved:
        first, *more = lines(reserved.text) or ("",)
        yield f"{names.comrade(reserved.person)} bảo lưu ý kiến: {first}"
        yield from more


def _stands(meeting: Meeting, ballot: Ballot) -> bool:
    """Return whether a ballot decided something and no later one repeats it."""
    repeated = any(one.again == ballot.id and one.result for one in meeting.ballots)
    result = ballot.result
    return result is not None and not repeated and bool(result.passed or result.elected)


def _decision(ballot: Ballot) -> Iterator[str]:
    yield f"{ballot.matter}:"
    if ballot.result:
        yield from _sums(ballot, ballot.result)
    yield _outcome(ballot)


def _sums(ballot: Ballot, result: BallotResult) -> Iterator[str]:
    if result.given_out is not None:
        yield (
            f"Số phiếu phát ra: {result.given_out}; thu về: {result.returned};"
            f" hợp lệ: {result.valid}; không hợp lệ: {result.invalid}."
        )
    total = ballot.denominator
    shares = "; ".join(
        f"{_choice(ballot, choice)} {votes}/{total}"
        f" ({percent_text(percent(votes, total))}{PERCENT})"
        for choice, votes in result.sums.items()
    )
    yield f"Kết quả: {shares}; có mặt không biểu quyết: {result.not_voting}."


def _by_name(ballot: Ballot, names: Names) -> Iterator[str]:
    """Yield who voted how, in an open ballot by name."""
    for choice in ballot.result.sums if ballot.result else ():
        voters = [
            person
            for person in ballot.entitled
            if person in ballot.votes and choice in ballot.votes[person].choice
        ]
        if voters:
            words = _choice(ballot, choice)
            yield f"{words[:1].upper()}{words[1:]}: {', '.join(names.all_of(voters))}."


def _outcome(ballot: Ballot) -> str:
    """Return what was decided, in one sentence."""
    result = ballot.result
    if result is None:
        return f"Lần biểu quyết này bị hủy. Lý do: {sentence(ballot.cancelled_why or '…')}"
    if isinstance(ballot.question, Motion):
        return "Được thông qua." if result.passed else "Không được thông qua."
    elected = ", ".join(_choice(ballot, choice) for choice in result.elected)
    tied = ", ".join(_choice(ballot, choice) for choice in result.tied)
    said = f"Trúng cử: {elected}." if elected else "Không ai trúng cử."
    if tied:
        said += f" Số phiếu bằng nhau mà không đủ chỗ, nên chưa ai trong số này trúng cử: {tied}."
    return said


def _choice(ballot: Ballot, choice: str) -> str:
    if isinstance(ballot.question, Election):
        return next(one.name for one in ballot.question.candidates if one.id == choice)
    return CHOICES[choice]
