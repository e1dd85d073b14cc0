"""Signature fields are there, and a file that comes back signed is checked in every way."""

import datetime as dt
import io

import pytest
from asn1crypto import cms, core
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.attributes import SigningTimeProvider
from pyhanko.sign.fields import enumerate_sig_fields

from live.documents.pdf import SetPaper, render_pdf
from live.documents.signing import LONGEST_NAME, check_signed_untrusted, with_signature_fields
from live.errors import Rejected
from tests.unit.documents.samples import MADE_MS, Office, paper


@pytest.fixture(scope="module")
def laid_out() -> SetPaper:
    return render_pdf(paper(), MADE_MS)


@pytest.fixture(scope="module")
def adopted(laid_out: SetPaper) -> bytes:
    return with_signature_fields(laid_out)


@pytest.fixture(scope="module")
def office() -> Office:
    return Office()


def rewritten(pdf: bytes) -> bytes:
    """Replace what is on the first page, by an update at the end of the file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.find_page_for_modification(0)[0].get_object()
    writer.update_container(page)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_pdf_has_an_empty_field_for_each_who_signs_in_its_place(adopted: bytes) -> None:
    reader = PdfFileReader(io.BytesIO(adopted))
    found = {name: field.get_object() for name, _, field in enumerate_sig_fields(reader)}
    assert list(found) == ["ThuKy", "ChuTri"]
    left, right = ([float(each) for each in field["/Rect"]] for field in found.values())
    assert (left[1], left[3]) == (right[1], right[3])
    assert left[2] < right[0]
    assert all("/V" not in field and field["/TU"] for field in found.values())
    assert reader.root["/AcroForm"]["/SigFlags"] == 3


def test_the_fields_are_tagged_for_screen_readers(adopted: bytes) -> None:
    reader = PdfFileReader(io.BytesIO(adopted))
    tree = reader.root["/StructTreeRoot"]
    document = tree["/K"][0] if isinstance(tree["/K"], list) else tree["/K"]
    elements = [each.get_object() for each in document["/K"]]
    forms = [each for each in elements if each["/S"] == "/Form"]
    assert [form["/K"]["/Obj"]["/T"] for form in forms] == ["ThuKy", "ChuTri"]
    numbers = tree["/ParentTree"]["/Nums"]
    keys = [int(numbers[at]) for at in range(0, len(numbers), 2)]
    assert keys == sorted(set(keys))
    for form in forms:
        parent = form["/K"]["/Obj"]["/StructParent"]
        assert numbers[2 * keys.index(parent) + 1].get_object() == form
    assert form["/Pg"]["/Tabs"] == "/S"


def test_the_fields_are_added_the_same_way_each_time(laid_out: SetPaper, adopted: bytes) -> None:
    assert with_signature_fields(laid_out) == adopted
    assert adopted.startswith(laid_out.content)


def test_what_one_or_both_signed_is_accepted_with_their_names(
    adopted: bytes, office: Office
) -> None:
    one = office.sign(adopted, "ThuKy")
    both = Office("Hoàng Văn Lịch").sign(one, "ChuTri")
    for pdf, names in ((one, ["Quan Thị Hiền"]), (both, ["Quan Thị Hiền", "Hoàng Văn Lịch"])):
        found = check_signed_untrusted(adopted, pdf)
        assert [each.signer for each in found] == names
        assert all(each.at_ms for each in found)
    assert [each.field for each in found] == ["ThuKy", "ChuTri"]


def test_signature_in_a_field_of_the_signing_program_is_accepted(
    adopted: bytes, office: Office
) -> None:
    found = check_signed_untrusted(adopted, office.sign(adopted, "Signature1"))
    assert [each.field for each in found] == ["Signature1"]


@pytest.mark.parametrize("upload", [b"", b"PK\x03\x04", b"%PDF", b"<html>"])
def test_what_is_no_pdf_is_refused(adopted: bytes, upload: bytes) -> None:
    with pytest.raises(Rejected, match="signed_not_pdf"):
        check_signed_untrusted(adopted, upload)


def test_signed_file_of_another_meeting_is_refused(adopted: bytes, office: Office) -> None:
    other = with_signature_fields(render_pdf(paper(text="không nhất trí"), MADE_MS))
    with pytest.raises(Rejected, match="signed_other_file"):
        check_signed_untrusted(adopted, office.sign(other, "ThuKy"))


def test_file_without_a_signature_is_refused(adopted: bytes) -> None:
    for pdf in (adopted, rewritten(adopted)):
        with pytest.raises(Rejected, match="signed_unsigned"):
            check_signed_untrusted(adopted, pdf)


def test_change_before_or_after_signing_is_refused(adopted: bytes, office: Office) -> None:
    for pdf in (
        rewritten(office.sign(adopted, "ThuKy")),
        office.sign(rewritten(adopted), "ThuKy"),
    ):
        with pytest.raises(Rejected, match="signed_changed"):
            check_signed_untrusted(adopted, pdf)


def test_signature_that_does_not_fit_is_refused(adopted: bytes, office: Office) -> None:
    signed = office.sign(adopted, "ThuKy")
    at = signed.index(b"/Contents <", len(adopted)) + 400
    flipped = signed[:at] + (b"0" if signed[at : at + 1] != b"0" else b"1") + signed[at + 1 :]
    with pytest.raises(Rejected, match="signed_invalid"):
        check_signed_untrusted(adopted, flipped)


def test_bytes_that_no_signature_covers_are_refused(adopted: bytes, office: Office) -> None:
    signed = office.sign(adopted, "ThuKy")
    with pytest.raises(Rejected, match="signed_partly"):
        check_signed_untrusted(adopted, signed + b"\n% something\n")


def test_signed_file_cut_anywhere_is_refused_and_nothing_else_happens(
    adopted: bytes, office: Office
) -> None:
    signed = office.sign(adopted, "ThuKy")
    for kept in range(len(adopted) + 1, len(signed) - 1, 997):
        with pytest.raises(Rejected, match="signed_"):
            check_signed_untrusted(adopted, signed[:kept])


@pytest.mark.parametrize(
    ("at", "at_ms"),
    [
        (dt.datetime(2026, 12, 3, 21, 10, tzinfo=dt.UTC), 1_796_332_200_000),
        (dt.datetime(9999, 12, 31, 23, 59, tzinfo=dt.UTC), None),
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), None),
    ],
)
def test_signer_has_a_name_of_one_line_and_a_time_that_can_be_shown(
    adopted: bytes, at: dt.datetime, at_ms: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stated(*_: object, **__: object) -> cms.Time:
        return cms.Time({"generalized_time": core.GeneralizedTime(at)})

    monkeypatch.setattr(SigningTimeProvider, "build_attr_value", stated)
    names = [f"{number} Quan Thị Hiền" for number in range(40)]
    (checked,) = check_signed_untrusted(adopted, Office(*names).sign(adopted, "ThuKy"))
    assert (checked.at_ms, checked.signer) == (at_ms, ", ".join(names)[:LONGEST_NAME])
