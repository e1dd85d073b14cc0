"""Requests for key frames are merged, limited and repeated."""

from live.media.sfu.keyframes import MIN_INTERVAL_S, KeyframeRequests


def test_first_request_goes_out_at_once_and_many_more_do_not() -> None:
    requests = KeyframeRequests()
    assert not requests.due(0.0)
    sent = 0
    for ms in range(1000):
        requests.ask()
        sent += requests.due(ms / 1000)
    assert sent == 1 + int(0.999 / MIN_INTERVAL_S)


def test_unanswered_request_is_repeated_and_an_answered_one_is_not() -> None:
    requests = KeyframeRequests()
    requests.ask()
    assert requests.due(0.0)
    assert requests.due(MIN_INTERVAL_S + 0.001)
    requests.came()
    assert not requests.wanted
    assert not requests.due(10.0)
