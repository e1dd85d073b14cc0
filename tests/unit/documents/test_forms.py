"""A Word form that a unit uploads: what is missing in it or unknown, and what is refused."""

import io
import json
import logging
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.opc.packuri import PackURI

from live.documents.confined import confined
from live.documents.docx import built_in_form, render_docx
from live.documents.forms import FIELDS, FOOTNOTES, check_form_untrusted
from live.documents.packages import LARGEST_FORM
from live.errors import Rejected
from tests.unit.documents.samples import minutes_of


def form(*lines: str, prepare: Callable[[Any], None] = lambda _: None) -> bytes:
    """Return a form with these lines."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    prepare(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(name: str, content: bytes, source: bytes | None = None) -> bytes:
    """Return a form with a part replaced or added."""
    out = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(source or built_in_form("minutes")))
    with old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


def part_of(source: bytes, name: str) -> str:
    """Return a part of a form as text."""
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        return archive.read(name).decode()


def with_relation(relation: str, encoding: str = "utf-8") -> bytes:
    """Return a form with one more relation of its document."""
    name = "word/_rels/document.xml.rels"
    relations = part_of(built_in_form("minutes"), name).partition("?>")[2]
    return with_part(
        name, relations.replace("</Relationships>", relation + "</Relationships>").encode(encoding)
    )


def with_kind(name: str, kind: str, content: bytes) -> bytes:
    """Return a form with one more part of a kind, which belongs to its document."""
    contents = "[Content_Types].xml"
    form = with_part(
        name, content, with_relation(f'<Relationship Id="n" Type="http://x/a" Target="/{name}"/>')
    )
    said = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    return with_part(contents, part_of(form, contents).replace("</Types>", said).encode(), form)


def with_footnote(text: str) -> bytes:
    """Return a form with a footnote."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    note = f'<w:footnotes xmlns:w="{name}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnotes>'
    return with_kind("word/notes1.xml", FOOTNOTES, note.encode())


def damaged(method: int) -> bytes:
    """Return a form whose document cannot be unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("word/document.xml", b"some text that is long enough " * 9)
    content = bytearray(out.getvalue())
    start = content.index(b"word/document.xml") + len("word/document.xml")
    content[start : start + 20] = b"\xff" * 20
    return bytes(content)


def relation(target: str = "http://127.0.0.1/", mode: str = "External", id_: str = "a") -> str:
    kind = "http://x/attachedTemplate"
    return f'<Relationship Id="{id_}" Target="{target}" Type="{kind}" TargetMode="{mode}"/>'


def marked(*instruction: str, kind: str = "instrText") -> str:
    """Return a field made of marks, its instruction in pieces; or nested fields as they are."""
    pieces = "".join(
        each
        if each.startswith("<")
        else f'<w:r><w:{kind} xml:space="preserve">{each}</w:{kind}></w:r>'
        for each in instruction
    )
    begin, parted, end = (
        f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "separate", "end")
    )
    return f"{begin}{pieces}{parted}<w:r><w:t>1</w:t></w:r>{end}"


def with_field(runs: str, part: str = "word/document.xml") -> bytes:
    """Return a form with one more paragraph in a part."""
    root = "w:body>" if "document" in part else "w:ftr>"
    end = f"</{root}"
    text = part_of(built_in_form("minutes"), part)
    assert end in text
    last = text.rindex("<w:sectPr") if "document" in part else text.index(end)
    return with_part(part, f"{text[:last]}<w:p>{runs}</w:p>{text[last:]}".encode())


PICTURE = 'INCLUDEPICTURE "http://127.0.0.1/x.png" \\d'
ALTERNATIVES = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
)
PIECE = "<w:r><w:instrText>{}</w:instrText></w:r>"


@pytest.mark.parametrize(
    "upload",
    [
        with_field(marked(f" {PICTURE} ")),
        with_field(marked("INCL", "UDETEXT ", '"x.docx"')),
        with_field(marked(' ddeauto cmd.exe "/k calc"')),
        with_field(marked(" LINK Excel.Sheet.12 x.xlsx")),
        with_field(marked(PICTURE), "word/footer1.xml"),
        with_field(f"<w:fldSimple w:instr='{PICTURE}'/>"),
        with_field(marked("IF 1 = 1 ", marked(PICTURE))),
        with_field(marked(marked(' QUOTE "DDE"'), " PAGE x")),
        with_field(marked("PAGE ", "{% if x %}")),
        with_field(marked("")),
        with_field(marked(' HYPERLINK "http://127.0.0.1/"')),
        with_field(marked(' HYPERLINK \\h x.docx \\l "a"')),
        with_field(marked(PICTURE).rpartition("<w:r><w:fldChar")[0]),
        with_field(marked("<w:r><w:t>DDE</w:t></w:r>", "PAGE")),
        with_field(marked(ALTERNATIVES.format(PIECE.format("PAGE "), PIECE.format("DDE a b")))),
        with_field(
            marked("<w:del><w:r><w:delInstrText>PAGE </w:delInstrText></w:r></w:del>", "DDE a")
        ),
        with_field(marked(PICTURE, kind="delInstrText")),
        with_field("<w:mailMerge><w:query w:val='x'/></w:mailMerge>"),
    ],
)
def test_field_codes_that_may_fetch_or_start_something_are_refused(upload: bytes) -> None:
    with pytest.raises(Rejected, match="form_external"):
        check_form_untrusted(upload, "minutes")


@pytest.mark.parametrize(
    "runs",
    [
        marked(" PA", "GE \\* MERGEFORMAT "),
        marked("NUMPAGES\\* Arabic"),
        marked(' DATE \\@ "dd/MM/yyyy" '),
        marked(" = ", marked("NUMPAGES"), " - 1"),
        marked("IF ", marked("PAGE"), ' &gt; 1 "', marked("page"), '" ""'),
        marked(' TOC \\o "1-3" \\h '),
        marked(' HYPERLINK \\l "_Toc1" \\h '),
        "<w:fldSimple w:instr=' SECTIONPAGES '><w:r><w:t>1</w:t></w:r></w:fldSimple>",
        ALTERNATIVES.format(marked("PAGE"), marked("PAGE")),
        marked("PAGE", "<w:del><w:r><w:delInstrText> \\* roman</w:delInstrText></w:r></w:del>"),
    ],
)
def test_page_numbers_dates_and_links_within_the_file_are_harmless(runs: str) -> None:
    assert check_form_untrusted(with_field(runs), "minutes").unknown == ()


@pytest.mark.parametrize("kind", FIELDS)
def test_the_forms_of_the_program_use_no_unknown_field(kind: str) -> None:
    assert check_form_untrusted(built_in_form(kind), kind).unknown == ()


def test_the_check_says_what_is_missing_and_what_is_unknown() -> None:
    own = form(
        "{{ chi_bo }} {{ chi_boo }}",
        "{%p for n in vang_co_ly_do %}",
        "{{ loop.index }} {{ n.ten }} {{ n.tuoi }}",
        "{%p endfor %}",
        "{% for m in dien_bien %}{% for d in m.doan %}{{ d }}{% endfor %}{% endfor %}",
        "{{ x.y }}",
    )
    report = check_form_untrusted(own, "minutes")
    assert report.unknown == ("chi_boo", "vang_co_ly_do[].tuoi", "x.y")
    assert "chi_bo" not in report.missing
    assert {"thu_ky", "ket_luan"} <= {*report.missing}


def test_unknown_field_stays_empty_and_header_is_looked_at_too() -> None:
    def head(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ la }}"

    own = form("({{ khong_co }}{{ khong.co }})", prepare=head)
    assert check_form_untrusted(own, "minutes").unknown == ("khong.co", "khong_co", "la")
    made = render_docx(own, minutes_of("na-khoang"))
    assert Document(io.BytesIO(made)).paragraphs[0].text == "()"


@pytest.mark.parametrize(
    "line",
    [
        "{% for a in range(10**9) %}x{% endfor %}",
        "{% for a in noi_dung %}{% for b in noi_dung %}x{% endfor %}{% endfor %}",
        "{% for a in dien_bien recursive %}{{ loop(a.doan) }}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set a = 1 %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ chi_bo.__class__.__mro__[1].__subclasses__() }}",
        "{{ chi_bo['__class__'] }}",
        "{{ lipsum(100000) }}",
        "{{ chi_bo|center(1000000000) }}",
        "{{ noi_dung|map(attribute='x')|list }}",
        "{{ '%s'|format(chi_bo) }}",
    ],
)
def test_what_could_run_for_long_or_reach_out_is_forbidden(line: str) -> None:
    with pytest.raises(Rejected, match=r"form_(forbidden|broken)"):
        check_form_untrusted(form(line), "minutes")


@pytest.mark.parametrize(
    "line", ["{% for a in noi_dung %}", "{{ chi_bo", "{{ chi bo }}", "{% x %}"]
)
def test_broken_form_is_refused_with_the_reason(line: str) -> None:
    with pytest.raises(Rejected, match="form_broken") as refused:
        check_form_untrusted(form(line), "minutes")
    assert refused.value.facts["reason"]


def test_fields_in_parts_that_nobody_sees_are_refused() -> None:
    def titled(document: Any) -> None:
        document.core_properties.title = "{{ 9 ** 9 }}"

    def elsewhere(document: Any) -> None:
        titled(document)
        for part in document.part.package.iter_parts():
            if str(part.partname) == "/docProps/core.xml":
                part.partname = PackURI("/docProps/about.xml")

    for prepare in (titled, elsewhere):
        with pytest.raises(Rejected, match="form_forbidden"):
            check_form_untrusted(form("", prepare=prepare), "minutes")


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "form_not_docx"),
        (b"%PDF-1.7", "form_not_docx"),
        (b"PK\x03\x04" + bytes(100), "form_not_docx"),
        (bytes(LARGEST_FORM + 1), "form_too_large"),
        (with_part("word/vbaProject.bin", b"x"), "form_macros"),
        (with_part("word/activeX/activeX1.xml", b"x"), "form_macros"),
        (with_part("word/embeddings/oleObject1.bin", b"x"), "form_embedded"),
        (
            with_part("word/document.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
            "form_not_docx",
        ),
        (with_part("word/document.xml", b"<no"), "form_not_docx"),
        (with_part("[Content_Types].xml", b"<Types/>"), "form_not_docx"),
        (with_part("word/media/bomb.xml", bytes(17 << 20)), "form_too_large"),
        (with_relation(relation()), "form_external"),
        (with_relation(relation(mode="&#69;xternal")), "form_external"),
        (with_relation(relation(id_="a>")), "form_external"),
        (with_relation(relation("http://x/?Type='/hyperlink'")), "form_external"),
        (with_relation(relation(), "utf-16"), "form_external"),
        (with_relation(relation("embeddings&#47;a.bin", "Internal")), "form_embedded"),
        (
            with_part("word/styles.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>".encode("utf-16")),
            "form_not_docx",
        ),
        (
            with_kind("word/styles.dat", "application/xml", b"<!DOCTYPE a><a/>"),
            "form_not_docx",
        ),
        (with_part("word/Document.xml", b"<a/>"), "form_not_docx"),
        (damaged(zipfile.ZIP_DEFLATED), "form_not_docx"),
        (damaged(zipfile.ZIP_LZMA), "form_not_docx"),
        (damaged(zipfile.ZIP_BZIP2), "form_not_docx"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_is_no_plain_word_document_is_refused(upload: bytes, code: str) -> None:
    with pytest.raises(Rejected, match=code):
        check_form_untrusted(upload, "minutes")


def test_link_to_a_page_is_harmless() -> None:
    own = with_relation(
        '<Relationship Id="a" Type="http://x/hyperlink" Target="http://x/" TargetMode="External"/>'
    )
    assert check_form_untrusted(own, "minutes").unknown == ()


def test_typeface_in_a_form_is_harmless() -> None:
    kind = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
    own = with_kind("word/fonts/font1.odttf", kind, b"\x00\x01")
    assert check_form_untrusted(own, "minutes").unknown == ()


def test_fields_of_footnotes_are_looked_at_and_filled() -> None:
    own = with_footnote("({{ chi_bo }}{{ la }})")
    assert check_form_untrusted(own, "minutes").unknown == ("la",)
    made = part_of(render_docx(own, minutes_of("na-khoang")), "word/notes1.xml")
    assert f"({minutes_of('na-khoang')['chi_bo']})" in made
    with pytest.raises(Rejected, match="form_forbidden"):
        check_form_untrusted(with_footnote("{{ 9 ** 9 }}"), "minutes")


def test_form_is_checked_and_filled_in_a_process_of_its_own() -> None:
    own, known = form("{{ chi_bo }}{{ la }}"), minutes_of("na-khoang")
    assert confined("check_form", own, kind="minutes")["unknown"] == ["la"]
    made = confined("render_docx", own, json.dumps(known).encode())
    assert made == render_docx(own, known)
    with pytest.raises(Rejected, match="form_macros"):
        confined("check_form", with_part("word/vbaProject.bin", b"x"), kind="minutes")


def test_what_ended_the_process_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.WARNING, "live.documents"),
        pytest.raises(Rejected, match="file_too_hard"),
    ):
        confined("render_docx", b"no Word file", b"{}")
    assert "render_docx ended with 1" in caplog.text
    assert "BadZipFile" in caplog.text


@pytest.mark.slow
def test_form_that_takes_more_memory_than_it_may_is_refused() -> None:
    own = form("{% for a in noi_dung %}" + "{{ chi_bo }}" * 200 + "{% endfor %}")
    much = {"noi_dung": ["x"] * 20_000, "chi_bo": "y" * 1_000}
    with pytest.raises(Rejected, match="file_too_hard"):
        confined("render_docx", own, json.dumps(much).encode())
