"""Loss, jitter and numbers without end."""

from live.media.sfu.formats.rtp import SEQUENCES
from live.media.sfu.relay.reception import Reception


def received(*sequences: int) -> Reception:
    reception = Reception(90_000)
    for place, sequence in enumerate(sequences):
        reception.receive(sequence, place * 3000, 100, place / 30)
    return reception


def test_numbers_go_on_over_the_wrap_and_back_for_what_is_late() -> None:
    reception = received(65534, 65535, 1)
    assert reception.highest == 2 * SEQUENCES + 1
    assert reception.receive(0, 0, 1, 1.0) == 2 * SEQUENCES
    assert reception.highest == 2 * SEQUENCES + 1


def test_loss_is_told_per_interval_and_in_total() -> None:
    reception = received(1, 2, 3, 5)
    first = reception.report()
    assert (first.packets_lost, first.fraction_lost, first.highest_sequence) == (1, 51, 5)
    second = reception.report()
    assert (second.packets_lost, second.fraction_lost) == (1, 0)


def test_reading_the_loss_changes_nothing() -> None:
    reception = received(1, 3)
    assert reception.lost() == reception.lost() == 1
    assert received().lost() == 0


def test_duplicates_never_make_the_loss_of_an_interval_negative() -> None:
    reception = received(1, 2, 2, 2)
    report = reception.report()
    assert report.fraction_lost == 0
    assert report.packets_lost == -2


def test_jitter_is_nothing_on_a_steady_stream_and_grows_on_an_unsteady_one() -> None:
    assert received(*range(50)).report().jitter == 0
    unsteady = Reception(90_000)
    for number in range(50):
        unsteady.receive(number, number * 3000, 100, number / 30 + (number % 2) * 0.01)
    assert 700 < unsteady.report().jitter < 900
