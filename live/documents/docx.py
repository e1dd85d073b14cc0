"""Word files of a meeting's papers and of reports, filled from a form by docxtpl.

A form is a Word file with the names of fields in braces; a unit may have its own of minutes and
resolutions. Expressions run in Jinja's sandbox, and texts of the record are escaped, so nothing in
them is read as a field. The same form and fields give the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from live.errors import Rejected

FORMS: Final = Path(__file__).parent / "blank"
"""The forms that come with the program, made by `live.documents.making`."""
ZIP_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can state (APPNOTE 4.4.6)."""
NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 §2.2 does not allow."""


def built_in_form(kind: str) -> bytes:
    """Return the form that comes with the program, of a kind of `live.documents.making.MAKERS`."""
    return (FORMS / f"{kind}.docx").read_bytes()


def render_docx(form: bytes, fields: Mapping[str, Any]) -> bytes:
    """Fill a form that was checked (`live.documents.forms`).

    Raises:
        Rejected: ``form_broken``: it cannot be filled.
    """
    from docxtpl import DocxTemplate  # noqa: PLC0415
    from jinja2 import ChainableUndefined, TemplateError  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    jinja = ImmutableSandboxedEnvironment(autoescape=True, undefined=ChainableUndefined)
    jinja.globals.clear()
    template = DocxTemplate(io.BytesIO(form))
    try:
        template.render(in_xml(fields), jinja)
    except (TemplateError, TypeError, ValueError, SyntaxError) as error:
        raise Rejected("form_broken", reason=str(error)[:200]) from error
    out = io.BytesIO()
    template.save(out)
    return timeless(out.getvalue())


def in_xml(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return JSON data without characters that XML cannot hold."""
    if isinstance(value, str):
        return NOT_IN_XML.sub("", value)
    if isinstance(value, Mapping):
        return {key: in_xml(each) for key, each in value.items()}
    return [in_xml(each) for each in value] if isinstance(value, (list, tuple)) else value


def timeless(archive: bytes) -> bytes:
    """Return a ZIP file whose entries state no time of their own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            bare = zipfile.ZipInfo(entry.filename, ZIP_MOMENT)
            bare.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(bare, source.read(entry))
    return out.getvalue()
