"""Who gets what of a link."""

from live.media.engine import Layer
from live.media.sfu.link.allocation import MARGIN, NOMINAL_BPS, Picture, allocate, next_goal
from live.media.sfu.link.bandwidth import START_BPS
from live.media.sfu.link.loss_cap import LAYERS
from live.media.sfu.relay.downstream import RISE_STEP

Q, H, F = LAYERS
PLENTY = 10e6


def picture(shown: Layer | None = None, upto: Layer = F) -> Picture:
    layers = LAYERS[: LAYERS.index(upto) + 1]
    return Picture(costs={layer: NOMINAL_BPS[layer] for layer in layers}, shown=shown)


def given(now_bps: float, *pictures: Picture, proven_bps: float = PLENTY) -> list[Layer | None]:
    return allocate(pictures, now_bps=now_bps, proven_bps=proven_bps)


def test_everybody_has_what_he_wants_where_the_link_carries_it() -> None:
    assert given(PLENTY, picture(), picture(upto=Q)) == [F, Q]


def test_least_important_pictures_go_first_and_the_picture_of_the_floor_last() -> None:
    three = [picture(F), picture(F), picture(Q, upto=Q)]
    steps = [given(bps, *three) for bps in (3.6e6, 2.4e6, 900e3, 500e3, 300e3, 150e3, 140e3)]
    assert steps == [
        [F, F, Q],
        [F, H, Q],
        [H, Q, Q],
        [Q, Q, Q],
        [Q, Q, None],
        [Q, None, None],
        [None, None, None],
    ]


def test_more_is_given_only_when_it_was_proven_with_a_margin_and_kept_while_it_just_fits() -> None:
    need = NOMINAL_BPS[H]
    assert given(PLENTY, picture(Q), proven_bps=need) == [Q]
    assert given(PLENTY, picture(Q), proven_bps=need * MARGIN) == [H]
    assert given(need, picture(H), proven_bps=0) == [H]
    assert given(need - 1, picture(H), proven_bps=0) == [Q]


def test_goal_of_a_probe_is_the_next_step_of_the_most_important_picture_that_lacks_one() -> None:
    pictures = [picture(F), picture(Q, upto=H)]
    assert next_goal(pictures, [F, Q]) == (1.7e6 + 500e3) * MARGIN
    assert next_goal(pictures, [H, Q]) == (1.7e6 + 150e3) * MARGIN
    assert next_goal(pictures, [None, None]) == 150e3 * MARGIN
    assert next_goal(pictures, [F, H]) is None
    assert next_goal([], []) is None


def thumbnails(grants: list[Layer | None]) -> list[Picture]:
    costs = {Layer.THUMBNAIL: NOMINAL_BPS[Layer.THUMBNAIL]}
    return [Picture(costs=costs, shown=grant) for grant in grants]


def probes_until_all_are_shown(tiles: int, *, all_paused: bool) -> int:
    """Let every probe succeed; return how many a wall needs from the start of a link."""
    grants: list[Layer | None] = [None] * tiles
    carried = START_BPS
    for probes in range(100):
        pictures = thumbnails(grants)
        grants = allocate(pictures, now_bps=carried, proven_bps=carried)
        goal = next_goal(pictures, grants, all_paused=all_paused)
        if goal is None:
            return probes
        carried = min(goal, RISE_STEP * carried)
    raise AssertionError(grants)


def test_a_wall_of_many_comes_up_in_one_probe_and_one_picture_at_a_time_over_a_doubtful_link() -> (
    None
):
    assert probes_until_all_are_shown(16, all_paused=True) == 0
    assert probes_until_all_are_shown(48, all_paused=True) == 1
    assert probes_until_all_are_shown(48, all_paused=False) > 20


def test_the_first_picture_is_aimed_at_alone() -> None:
    none = thumbnails([None] * 48)
    alone = NOMINAL_BPS[Layer.THUMBNAIL] * MARGIN
    assert next_goal(none, [None] * 48, all_paused=True) == alone
