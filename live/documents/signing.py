"""Signature fields in a PDF, and the check of a file that comes back signed.

Offices sign with their own token program; no key is ever here. The file that comes back has to
begin with the bytes of the adopted file, which incremental saving guarantees (ISO 32000-2 §7.5.6),
and may have nothing added but signatures. Whether the signer's certificate leads to a known root is
not checked: this program knows no root of the offices that issue them.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from typing_extensions import override

from live.documents.pdf import SetPaper, SignatureBox
from live.errors import Rejected

SIGNED_INCREMENTALLY: Final = 3
"""Flags of a form: it has signature fields, and is only ever appended to (ISO 32000-2,
table 225)."""
PDF_START: Final = b"%PDF-"
LONGEST_NAME: Final = 200
"""Characters of a signer's name that are kept; certificates may have any (chosen: one line)."""
YEARS: Final = range(2000, 2101)
"""Years of signing that are believed, and that a page can show; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSignature:
    """A signature that is intact."""

    field: str
    signer: str
    """The common name in the certificate, as far as `LONGEST_NAME`."""
    at_ms: int | None
    """The time that the signer's machine states; None: it states none of `YEARS`."""

    def as_json(self) -> dict[str, Any]:
        """Return it as it goes between processes."""
        return asdict(self)


def with_signature_fields(paper: SetPaper) -> bytes:
    """Return a PDF with an empty, named signature field at each place for a signature.

    Each field is tagged as PDF/UA demands (ISO 14289-1 §7.18.4) and has an empty appearance as
    PDF/A does. The same PDF gives the same bytes.
    """
    from pyhanko.pdf_utils.generic import NumberObject, pdf_name  # noqa: PLC0415
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field  # noqa: PLC0415

    writer = stable_writer(paper.content)
    for each in paper.boxes:
        left, bottom, right, top = map(round, each.box)
        spec = SigFieldSpec(
            each.place.field,
            on_page=each.page,
            box=(left, bottom, right, top),
            readable_field_name=each.place.tooltip,
        )
        append_signature_field(writer, spec)
    tag_fields(writer, paper.boxes)
    form = writer.root["/AcroForm"]
    form[pdf_name("/SigFlags")] = NumberObject(SIGNED_INCREMENTALLY)
    writer.update_container(form)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def stable_writer(content: bytes) -> Any:  # noqa: ANN401 - pyHanko's
    """Return a writer that adds to a PDF neither the present time nor a random identifier."""
    from pyhanko.pdf_utils.generic import ByteStringObject  # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    class StableWriter(IncrementalPdfFileWriter):
        """Leaves the properties as typst wrote them; nothing public says so."""

        @override
        def _update_meta(self) -> None:
            pass

    writer = StableWriter(io.BytesIO(content))
    # The second half of the identifier is of this version of the file (ISO 32000-2 §14.4).
    writer._document_id[1] = ByteStringObject(hashlib.sha256(content).digest()[:16])
    return writer


def tag_fields(writer: Any, boxes: tuple[SignatureBox, ...]) -> None:  # noqa: ANN401 - untyped there
    """Give each field a ``Form`` element at the end of the structure tree."""
    from pyhanko.pdf_utils.generic import (  # noqa: PLC0415
        ArrayObject,
        DictionaryObject,
        NumberObject,
        pdf_name,
    )

    tree = writer.root["/StructTreeRoot"]
    parents = tree["/ParentTree"]
    key = int(tree.get("/ParentTreeNextKey", 0)) or next_key(parents)
    document_ref = first_child(tree)
    document = document_ref.get_object()
    children = document["/K"]
    if not isinstance(children, ArrayObject):
        children = ArrayObject([document.raw_get("/K")])
    fields = {str(each.get_object()["/T"]): each for each in writer.root["/AcroForm"]["/Fields"]}
    for number, each in enumerate(boxes):
        field = fields[each.place.field]
        page = writer.find_page_for_modification(each.page)[0]
        reference = DictionaryObject({pdf_name("/Type"): pdf_name("/OBJR")})
        reference[pdf_name("/Obj")] = field
        reference[pdf_name("/Pg")] = page
        element = DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/StructElem"),
                pdf_name("/S"): pdf_name("/Form"),
                pdf_name("/P"): document_ref,
                pdf_name("/Pg"): page,
                pdf_name("/K"): reference,
            }
        )
        added = writer.add_object(element)
        children.append(added)
        field.get_object()[pdf_name("/StructParent")] = NumberObject(key + number)
        parents["/Nums"].extend([NumberObject(key + number), added])
        page.get_object()[pdf_name("/Tabs")] = pdf_name("/S")
    document[pdf_name("/K")] = children
    tree[pdf_name("/ParentTreeNextKey")] = NumberObject(key + len(boxes))
    for changed in (tree, parents, document):
        writer.update_container(changed)


def next_key(parents: Mapping[str, Any]) -> int:
    """Return the first key that a number tree without branches does not have."""
    numbers = parents["/Nums"]
    return int(numbers[-2]) + 1 if len(numbers) else 0


def first_child(tree: Any) -> Any:  # noqa: ANN401 - pyHanko's
    """Return the reference to the element of the whole document."""
    from pyhanko.pdf_utils.generic import ArrayObject  # noqa: PLC0415

    children = tree["/K"]
    return children.raw_get(0) if isinstance(children, ArrayObject) else tree.raw_get("/K")


def check_signed_untrusted(base: bytes, upload: bytes) -> tuple[CheckedSignature, ...]:
    """Return the signatures of an uploaded file, after every check.

    Args:
        base: the adopted file.
        upload: what came back.

    Raises:
        Rejected: ``signed_not_pdf``; ``signed_other_file``: it does not begin with the adopted
            file; ``signed_unsigned``; ``signed_changed``: more than signatures was added, before
            or after signing; ``signed_invalid``: a signature does not fit its content;
            ``signed_partly``: a signature leaves out a part of the file.
    """
    if not upload.startswith(PDF_START):
        raise Rejected("signed_not_pdf")
    if not upload.startswith(base):
        raise Rejected("signed_other_file")
    if upload == base:
        raise Rejected("signed_unsigned")
    return _check(base, upload)


def _check(base: bytes, upload: bytes) -> tuple[CheckedSignature, ...]:
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult  # noqa: PLC0415

    try:
        before = PdfFileReader(io.BytesIO(base)).xrefs.total_revisions
        reader = PdfFileReader(io.BytesIO(upload))
        signatures = reader.embedded_regular_signatures
        if not signatures:
            raise Rejected("signed_unsigned")
        checked = tuple(_checked(each) for each in signatures)
        added = DEFAULT_DIFF_POLICY.review_file(reader, before - 1)
    except (PdfError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise Rejected("signed_not_pdf") from error
    if not isinstance(added, DiffResult):
        raise Rejected("signed_changed")
    _require_last_covers(signatures[-1], reader.xrefs.total_revisions)
    return checked


def _checked(signature: Any) -> CheckedSignature:  # noqa: ANN401 - pyHanko's
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko.sign.validation.errors import SignatureValidationError  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    # No roots and no fetching: nothing is asked of the network, no certificate is trusted.
    context = ValidationContext(trust_roots=[], allow_fetching=False)
    try:
        status = validate_pdf_signature(signature, context)
    except SignatureValidationError as error:
        raise Rejected("signed_invalid") from error
    if not (status.intact and status.valid):
        raise Rejected("signed_invalid")
    if status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        raise Rejected("signed_partly")
    if not status.docmdp_ok:
        raise Rejected("signed_changed")
    at = status.signer_reported_dt
    name = signature.signer_cert.subject.native.get("common_name", "")
    return CheckedSignature(
        field=str(signature.field_name),
        signer=(name if isinstance(name, str) else ", ".join(map(str, name)))[:LONGEST_NAME],
        at_ms=round(at.timestamp() * 1000) if at and at.year in YEARS else None,
    )


def _require_last_covers(last: Any, revisions: int) -> None:  # noqa: ANN401 - pyHanko's
    """Refuse what follows the last signature, but for what keeps it verifiable for long (PAdES
    B-LT, ETSI EN 319 142-1 §5.4)."""
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    if last.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return
    if last.signed_revision + 1 == revisions:
        raise Rejected("signed_partly")
    result = last.diff_result
    kept = isinstance(result, DiffResult)
    if not kept or result.modification_level > ModificationLevel.LTA_UPDATES:
        raise Rejected("signed_changed")
