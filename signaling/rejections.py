"""Every code of a refusal, and its meaning.

`PROTOCOL.md` lists the same, and the catalogues translate each as ``refused.<code>``. A code, once
published, is never given another meaning.
"""

from typing import Final

RULES: Final[dict[str, str]] = {
    "not_allowed": "the role may not send this command",
    "not_open": "the meeting is not open",
    "already_open": "the meeting is open already",
    "closed": "the meeting is closed",
    "cancelled": "the meeting was called off",
    "unknown_item": "no such agenda item",
    "item_not_pending": "the item is finished or under way",
    "item_not_current": "the item is not the current one",
    "item_not_done": "the item is not finished",
    "item_passed": "what has begun stands behind the item and would get another number; skip it",
    "item_required": "a required item cannot be taken off the agenda",
    "unknown_person": "nobody of that id is on the list",
    "unknown_request": "no such request to speak; it may have been called or withdrawn",
    "unknown_turn": "no such turn",
    "turn_not_running": "the turn is over, or not the running one",
    "not_in_this_item": "observers speak only in the talk after a model meeting",
    "not_present": "the person is not present",
    "is_present": "the person is here; a reason for absence does not fit",
    "suspended": "somebody whose activities are suspended takes no part",
    "impossible_times": "the times end before they begin, or lie outside the meeting",
    "already_asked": "the person waits already",
    "already_speaking": "the person has the floor",
    "list_empty": "nobody waits",
    "no_floor": "only who has the floor may do this",
    "wrong_code": "not the check-in code of any room now",
    "unknown_number": "nobody has this number on the list",
    "unknown_site": "no such room in this meeting",
    "reason_needed": "a reason has to be given",
    "nothing_to_undo": "there is nothing of one's own to undo",
    "too_late_to_undo": "the time to undo is over",
    "meeting_changed": "title, time or place were changed by somebody else since",
    "item_changed": "somebody acted on the same item since",
    "request_changed": "somebody acted on the same request since, or its person has the floor",
    "turn_changed": "somebody acted on the same turn since, or somebody else has the floor",
    "floor_changed": "somebody else set how the floor goes since",
    "row_changed": "the person came or left since, or somebody acted on the same row",
    "list_changed": "somebody acted on the same person's place on the list since",
    "roll_call_changed": "the attendance was read out again since",
    "same_number": "two members have one number on the list",
    "number_taken": "somebody else has this number (`number`, `name`)",
    "leads_meeting": "chair and secretary stay on the list while the meeting goes on",
    "state_secret": "matters under state secrecy may not be discussed here",
    "text_too_long": "with what others wrote a text is longer than `limit` (`length`)",
    "screen_taken": "somebody else shares a screen",
    "no_chair": "nobody was chosen to chair, so nobody could open",
    "minutes_adopted": "the minutes are adopted (`number`); their text changes no more",
    "text_changed": "somebody else (`name`) wrote the same text since",
    "unknown_block": "the minutes have no such block of text",
    "unknown_correction": "no such correction",
    "not_attended": "only who attended may read the minutes and propose corrections",
    "no_sheet": "no observation sheet was written yet",
    "unknown_message": "no such message on the private line",
    "not_model_meeting": "only a model meeting has a talk about its lessons",
    "lessons_changed": "somebody else (`name`) wrote the record of the talk since",
    "unknown_proposal": "no such proposal",
    "proposal_answered": "the proposal was answered and cannot be taken back",
    "proposal_withdrawn": "the branch took the proposal back",
    "minutes_not_presented": "the minutes were not read back yet",
    "too_many_corrections": "`limit` corrections of the same person wait for the chair already",
    "ballot_not_passed": "no such vote, or one that carried nothing, was opened before the"
    " minutes were read back or the points proposed, or was held in another item",
    "corrections_open": "corrections (`count`) wait for the chair's decision",
    "unknown_ballot": "no such ballot",
    "ballot_open": "a ballot (`number`) is open, or has no confirmed result yet",
    "ballot_closed": "the voting has ended",
    "ballot_cancelled": "the ballot was given up",
    "ballot_confirmed": "the ballot has a confirmed result; vote again instead",
    "nobody_entitled": "nobody on the list may vote now",
    "not_entitled": "the person is not on the list of who may vote in this ballot",
    "vote_in_room": "who sits in a room votes there: by hand or on paper",
    "already_voted": "the person has voted, whatever else refuses a vote by now",
    "bad_choice": "not a choice of this ballot, or too many",
    "not_by_name": "only open ballots by name are recorded at the desk",
    "not_by_hands": "hands are counted only in a vote by show of hands",
    "not_on_paper": "the counting committee counts only in a vote on paper",
    "committee_needed": "a vote on paper needs a counting committee",
    "hands_for_motions": "candidates are not elected by show of hands",
    "too_few_candidates": "an election needs `least` candidates",
    "same_candidate": "two candidates have the same name",
    "bad_seats": "at least 1 and at most all candidates (`most`) are to be elected",
    "hands_missing": "the hands of a room (`site`, `name`) are not counted; `present` are to be",
    "hands_differ": "a room's count (`counted`) is not who sits there and did not press"
    " (`present`)",
    "paper_needed": "the counting committee's numbers are missing; `present` sit in rooms",
    "paper_too_many": "more papers were given out (`given_out`) than voters sit in rooms"
    " (`present`)",
    "paper_not_returned": "papers given out (`given_out`) and returned (`returned`) differ",
    "paper_not_valid": "valid and invalid papers (`valid`, `invalid`) are not those returned"
    " (`returned`)",
    "paper_sums": "the sums do not fit `valid` papers",
    "not_scored": "there are no points yet that could be adopted or confirmed",
    "score_changed": "the branch has adopted other points than those that were seen",
    "unknown_criterion": "the rubric has no such criterion (`criterion`)",
    "points_out_of_range": "a criterion (`criterion`) has 0 to `most` points, a tick all or none",
    "points_by_record": "the points of this criterion (`criterion`) come from the record",
    "points_missing": "a criterion (`criterion`) that somebody must judge has no points",
}
"""Refused by the rules of the meeting."""

REQUESTS: Final[dict[str, str]] = {
    "unknown_meeting": "no such meeting, or the link is not for it",
    "unknown_command": "no command of that name; `command` repeats it",
    "bad_args": "an argument is missing, unknown or out of range; `field` names it",
    "not_recordable": "it holds what no database keeps, such as a NUL; nothing was recorded",
    "storage_full": "the server has no space left to record anything; the meeting goes on",
    "storage_read_only": "the server may not write where it records; the meeting goes on",
    "storage_away": "the database does not answer; the meeting goes on",
    "busy": "too many people acted at once; nothing was recorded, try again",
    "no_media_for_role": "this role has no sound or picture of its own (`role`)",
    "at_door": "sound and picture are for who has entered; see `enter`",
    "room_speaks": "the person sits in a room (`site`) whose device is microphone and loudspeaker"
    " for all in it",
    "room_served": "another device of the room (`site`) is its microphone and loudspeaker",
    "too_many_connections": "this device has `limit` peer connections already",
    "too_many_codes": "too many check-in codes were tried; another one after `wait_s` seconds",
    "too_many_offers": "offers come too fast; wait a few seconds",
    "unknown_connection": "no peer connection of this name",
    "bad_offer": "the offer cannot be read, or has no codec in common with the server",
    "no_ballot_box": "this server keeps no ballot boxes, so no secret ballot can be opened",
    "box_missing": "the ballot box is not there any more: the database was put back to an earlier"
    " state; cancel the ballot and vote again",
    "no_engine": "the media server does not answer; the meeting goes on, offer again",
}
"""Refused by the server before or beside the rules; the connection stays."""

CLOSING: Final[dict[str, str]] = {
    "bad_message": "not a message of this protocol, or not now; `detail` says where",
    "too_big": "longer than `limit_bytes`",
    "too_fast": "more than `per_s` messages per second in the long run",
    "too_slow": "replies piled up because the client does not read",
    "no_hello": "no hello within `limit_s` seconds",
}
"""Sent as `refused` with a null id just before the connection is closed."""

FAREWELLS: Final[dict[str, str]] = {
    "unknown_link": "the token is not one of ours",
    "expired_link": "the link's time is over: a day after the hour that its meeting stands "
    "scheduled for, never while that is open",
    "revoked_link": "the link was taken back, or the account closed",
    "off_list": "the person, or the room, is not on the list of the meeting, or no longer",
    "cancelled_meeting": "the meeting was called off (`title`, `reason`)",
    "signed_out": "the sign-in behind the token is over; another one has another token",
    "replaced": "the same device opened another connection, or the link too many others",
    "role_changed": "the link's owner is something else in the meeting now: open the page, or say "
    "`hello`, anew",
}
"""Sent as `bye` just before the connection is closed; the same token is not accepted again."""

CODES: Final[dict[str, str]] = {**RULES, **REQUESTS, **CLOSING, **FAREWELLS}
"""All codes."""
