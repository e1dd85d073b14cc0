"""Documents that the tests of this folder make, and a minute-taker who can sign them."""

import datetime as dt
import io
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from live.documents.paper import Chapter, Fact, Paper, Paragraph, PrintedTable, SignaturePlace
from live.record.fields import fields
from live.record.minutes import draft
from live.record.resolution import resolution
from tests.data.rosters import VECTORS
from tests.unit.meeting.test_rosters import attended

MADE_MS: Final = 1_764_000_000_000
DIGEST: Final = "5e" * 32
ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
ODD_NAMES: Final = (
    'Ma "Hai" Thị O\'Duyên',
    "#eval(1) $x^2$ \\par {{ chu_tri }} {% raw %}",
    "*Nông* _Quảng_ @ref <label> `mã` // hết",
    "Ngọc & <b>Nhàn</b>",
    "Đ" + "ặ" * 59,
    "Chẩu Thị " + "W" * 60,
)


def paper(mark: str = "DỰ THẢO", text: str = "nhất trí với dự thảo") -> Paper:
    """Return a document with a part of every kind."""
    return Paper(
        name="Biên bản: Họp chi bộ tháng 12 năm 2026",
        issuer=("ĐẢNG ỦY XÃ THƯỢNG BÌNH", "CHI BỘ THÔN NÀ KHOANG"),
        number="Số 12-BB/CB",
        dated="Thượng Bình, ngày 03 tháng 12 năm 2026",
        title="BIÊN BẢN",
        subject="Họp chi bộ tháng 12 năm 2026 (định kỳ)",
        mark=mark,
        lead=(Fact(label="Có mặt", text="18"),),
        sections=(
            Chapter(
                title="II. DIỄN BIẾN",
                parts=(
                    Paragraph(kind="heading", text="1. Báo cáo tháng"),
                    Fact(text=f"Đ/c Triệu Mùi Nái: {text}"),
                    PrintedTable(
                        head=("Nội dung", "Kết quả"), widths=(2, 1), rows=(("Một", "15/16"),)
                    ),
                    Paragraph(text="Mẫu số 16"),
                ),
            ),
        ),
        closing=(Paragraph(text="Kết thúc hồi 21 giờ 10."),),
        signatures=(
            SignaturePlace(
                role=("THƯ KÝ",), name="Quan Thị Hiền", field="ThuKy", tooltip="Chữ ký của thư ký"
            ),
            SignaturePlace(
                role=("CHỦ TRÌ",),
                name="Hoàng Văn Lịch",
                field="ChuTri",
                tooltip="Chữ ký của người chủ trì",
            ),
        ),
        footer=f"SHA-256 của nhật ký buổi sinh hoạt: {DIGEST}",
        digest=DIGEST,
    )


@cache
def minutes_of(key: str) -> dict[str, Any]:
    """Return the fields of the minutes of a sample branch's meeting."""
    roster = next(roster for roster, _ in VECTORS if roster.key == key)
    return fields(draft(attended(roster).meeting, ZONE), DIGEST)


@cache
def resolution_of(key: str) -> dict[str, Any]:
    """Return the fields of the resolution of a sample branch's meeting."""
    roster = next(roster for roster, _ in VECTORS if roster.key == key)
    return fields(resolution(attended(roster).meeting, ZONE), DIGEST)


def said_of(known: dict[str, Any]) -> tuple[str, ...]:
    """Return what every form of a branch's minutes says: its names and figures."""
    return (
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        known["chi_bo"].upper(),
        "DỰ THẢO",
        f"Tổng số đảng viên: {known['tong_so']} (chính thức {known['chinh_thuc']}",
        f"Có mặt: {known['co_mat']} (",
        f"{known['co_mat_tinh_ty_le']}/{known['dien_tinh_ty_le']} = {known['ty_le']}\u00a0%",
        f"Mẫu số biểu quyết: {known['mau_so_cach_tinh']}; quá nửa là {known['can_tan_thanh']}",
        f"Chủ trì: {known['chu_tri']}",
        *known["mien_ten"],
        *(each["ten"] for each in known["vang_co_ly_do"]),
        *(each["tieu_de"] for each in known["dien_bien"]),
    )


class Office:
    """An authority of our own, and somebody with a key that it certified."""

    def __init__(self, *names: str) -> None:
        authority = ec.generate_private_key(ec.SECP256R1())
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = "Cơ quan chứng thực thử"
        root = certificate((issuer,), issuer, authority, authority)
        own = certificate(names or ("Quan Thị Hiền",), issuer, key, authority)
        store = SimpleCertificateStore()
        store.register(root)
        self._signer = signers.SimpleSigner(
            signing_cert=own,
            signing_key=keys.PrivateKeyInfo.load(
                key.private_bytes(
                    serialization.Encoding.DER,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            ),
            cert_registry=store,
        )

    def sign(self, pdf: bytes, field: str) -> bytes:
        """Sign in a field, as a program of an office does."""
        about = signers.PdfSignatureMetadata(field_name=field)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signed = signers.sign_pdf(writer, about, signer=self._signer)
        return bytes(signed.getvalue())


def certificate(
    names: tuple[str, ...],
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
) -> asn1.Certificate:
    """Certify a key."""
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    usage = dict.fromkeys(
        ("data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"), False
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name) for name in names]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=3650))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                key_cert_sign=key is by,
                **usage,
            ),
            critical=True,
        )
        .sign(by, hashes.SHA256())
    )
    return asn1.Certificate.load(made.public_bytes(serialization.Encoding.DER))
