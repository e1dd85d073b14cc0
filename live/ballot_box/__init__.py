"""The ballot box of secret votes: sums, and who has voted; never a ballot."""

from live.ballot_box.contract import BallotBoxes, BoxContents, SecretVote

__all__ = ["BallotBoxes", "BoxContents", "SecretVote"]
