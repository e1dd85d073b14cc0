"""A link carries an address that answers to whoever gets it, and that the certificate names."""

import datetime as dt
import ipaddress
import socket
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from web import addresses
from web.addresses import base_url, machine_addresses, other_urls, root_for
from web.settings import Settings
from web.tls import alternative_names, certify, names_in, refuse_unusable, self_signed

LAN, LAN6 = "192.168.1.20", "fd00::20"
NOW = dt.datetime(2026, 12, 3, 12, 30, tzinfo=dt.UTC)


@pytest.fixture
def on_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put this machine into a network where others reach it by `LAN` and `LAN6`."""
    monkeypatch.setattr(addresses, "machine_addresses", lambda: (LAN, LAN6))


@pytest.fixture
def on_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take this machine off every network."""
    monkeypatch.setattr(addresses, "machine_addresses", tuple)


@pytest.mark.usefixtures("on_a_network")
@pytest.mark.parametrize(
    ("settings", "link", "others"),
    [
        (Settings(), "http://localhost:8000", ()),
        (Settings(host="::1"), "http://[::1]:8000", ()),
        (Settings(tls="self-signed", host="127.0.0.1"), "https://localhost:8000", ()),
        (
            Settings(tls="self-signed"),
            f"https://{LAN}:8000",
            ("https://localhost:8000",),
        ),
        (Settings(host="0.0.0.0"), f"http://{LAN}:8000", ("http://localhost:8000",)),  # noqa: S104
        (
            Settings(tls="self-signed", host="::"),
            f"https://[{LAN6}]:8000",
            ("https://[::1]:8000",),
        ),
        (Settings(host="192.168.7.7"), "http://192.168.7.7:8000", ()),
        (Settings(host=LAN6, port=9000), f"http://[{LAN6}]:9000", ()),
        (Settings(public_url="https://hop.vn/", tls="self-signed"), "https://hop.vn", ()),
    ],
)  # fmt: skip
def test_a_link_goes_by_the_network_where_the_program_listens_there(
    settings: Settings, link: str, others: tuple[str, ...]
) -> None:
    assert base_url(settings) == link
    assert other_urls(settings) == others


@pytest.mark.usefixtures("on_no_network")
def test_without_a_network_a_link_is_for_this_machine() -> None:
    assert base_url(Settings(tls="self-signed")) == "https://localhost:8000"
    assert other_urls(Settings(tls="self-signed")) == ()


@pytest.mark.usefixtures("on_a_network")
@pytest.mark.parametrize(
    ("settings", "asked", "root"),
    [
        (Settings(), "http://localhost:8000/", "http://localhost:8000"),
        (Settings(tls="self-signed"), "https://localhost:8000/", f"https://{LAN}:8000"),
        (Settings(tls="self-signed"), "https://127.0.0.1:8000/", f"https://{LAN}:8000"),
        (Settings(tls="self-signed"), "https://[::1]:8000/", f"https://{LAN}:8000"),
        (Settings(tls="self-signed"), "https://10.0.0.9:8000/", "https://10.0.0.9:8000"),
        (Settings(tls="self-signed"), "https://hop.local/", "https://hop.local"),
        (Settings(public_url="https://hop.vn"), "http://localhost:8000/", "https://hop.vn"),
        (Settings(public_url="https://hop.vn"), "https://10.0.0.9/", "https://hop.vn"),
    ],
)
def test_links_on_a_page_begin_as_it_was_asked_for_but_not_from_localhost(
    settings: Settings, asked: str, root: str
) -> None:
    assert root_for(settings, asked) == root


def certificate_for(folder: Path, *names: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    cert_path, key_path = folder / "cert.pem", folder / "key.pem"
    certificate = certify(key, names, NOW)
    cert_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_path, key_path


@pytest.mark.usefixtures("on_a_network")
def test_a_link_goes_by_the_name_of_a_certificate_that_was_given(tmp_path: Path) -> None:
    cert, key = certificate_for(tmp_path, "localhost", "*.hop.vn", "hop.vn", "10.0.0.9")
    settings = Settings(cert=cert, key=key)
    assert names_in(cert) == ("localhost", "hop.vn", "10.0.0.9")
    assert base_url(settings) == "https://hop.vn:8000"
    assert other_urls(settings)[0] == "https://10.0.0.9:8000"
    assert base_url(Settings(cert=cert, key=key, host="192.168.7.7")) == "https://hop.vn:8000"
    cert.write_text("no certificate")
    assert names_in(cert) == ()
    assert base_url(settings) == f"https://{LAN}:8000"


def test_the_certificate_made_here_names_the_address_of_the_links(tmp_path: Path) -> None:
    cert, _ = self_signed(tmp_path, NOW, [LAN, LAN6])
    named = alternative_names(x509.load_pem_x509_certificate(cert.read_bytes()))
    assert {LAN, LAN6} <= set(map(str, named.get_values_for_type(x509.IPAddress)))
    before = cert.read_bytes()
    assert self_signed(tmp_path, NOW, [LAN])[0].read_bytes() == before
    assert self_signed(tmp_path, NOW, ["192.168.1.21"])[0].read_bytes() != before
    cert.write_text("torn")
    assert LAN in names_in(self_signed(tmp_path, NOW, [LAN])[0])


def test_files_of_a_certificate_that_are_no_use_are_named_with_what_to_do(tmp_path: Path) -> None:
    cert, key = certificate_for(tmp_path, "hop.vn")
    refuse_unusable(cert, key)
    other = tmp_path / "other"
    other.mkdir()
    _, foreign = certificate_for(other, "hop.vn")
    with pytest.raises(OSError, match=r"used together.*DIEMCAU_KEY.*\(KEY_VALUES_MISMATCH\)"):
        refuse_unusable(cert, foreign)
    with pytest.raises(OSError, match=r"nowhere.pem cannot.*DIEMCAU_CERT.*\(No such file"):
        refuse_unusable(tmp_path / "nowhere.pem", key)
    with pytest.raises(OSError, match=r"nowhere.pem cannot.*DIEMCAU_KEY.*\(No such file"):
        refuse_unusable(cert, tmp_path / "nowhere.pem")


def test_without_a_way_out_an_address_of_an_interface_will_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ways = {socket.AF_INET: LAN, socket.AF_INET6: ""}
    monkeypatch.setattr(addresses, "routed", lambda family, _: ways[family])
    monkeypatch.setattr(addresses, "own_addresses", lambda: ("fd00::9", "10.1.2.3"))
    assert machine_addresses() == (LAN,)
    ways[socket.AF_INET] = ""
    assert machine_addresses() == ("10.1.2.3",)
    monkeypatch.setattr(addresses, "own_addresses", lambda: ("127.0.0.1",))
    assert machine_addresses() == ()


def test_the_addresses_of_this_machine_are_none_of_its_loopback() -> None:
    assert not any(ipaddress.ip_address(each).is_loopback for each in machine_addresses())
