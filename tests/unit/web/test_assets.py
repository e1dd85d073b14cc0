"""Static files: addresses that change with the content, what is kept for good and what is not."""

import gzip
import re
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from tests.unit.web.conftest import House
from web.assets.files import MOST_JOINED, Assets, stylesheets
from web.assets.serving import ASKED_AGAIN, KEPT, AssetServer

BASE = "/* of every page */\nbody { margin: 0 }\n"
PAGE = "main { margin: 1rem } /* the page's\n own */\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in (("css/base.css", BASE), ("css/page.css", PAGE), ("img/icon.svg", "<svg/>")):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


@pytest.fixture
def assets(root: Path) -> Assets:
    return Assets(root)


def below(address: str) -> str:
    """Return an address as the mounted application is asked for it."""
    return address.removeprefix("/static/")


def test_style_sheets_are_one_response_in_the_given_order_without_comments(assets: Assets) -> None:
    address = assets.address("css/base.css", "css/page.css")
    assert re.fullmatch(r"/static/[0-9a-f]{12}/css/base\.css\+page\.css", address)
    found = assets.find_untrusted(below(address))
    assert found is not None
    assert found.lasting
    assert found.asset.body == b"body { margin: 0 }\nmain { margin: 1rem } "
    assert gzip.decompress(found.asset.packed) == found.asset.body


def test_another_content_has_another_address_and_the_same_content_the_same(
    root: Path, assets: Assets
) -> None:
    pages = (("css/base.css", "css/page.css"), ("img/icon.svg",), ("css/base.css",))
    (before := [assets.address(*paths) for paths in pages]).sort()
    assert sorted(Assets(root).address(*paths) for paths in pages) == before
    (root / "css/base.css").write_text("body { margin: 1px }")
    (root / "img/icon.svg").write_text("<svg></svg>")
    assert not set(before) & {Assets(root).address(*paths) for paths in pages}


def test_a_page_of_another_release_finds_what_there_is_now_and_does_not_keep_it(
    root: Path, assets: Assets
) -> None:
    stale = below(assets.address("css/base.css", "css/page.css"))
    (root / "css/base.css").write_text("body { margin: 1px }")
    later = Assets(root)
    found = later.find_untrusted(stale)
    assert found is not None
    assert not found.lasting
    assert found.asset.body.startswith(b"body { margin: 1px }")


def test_an_instance_that_has_not_shown_the_page_yet_knows_its_address(
    root: Path, assets: Assets
) -> None:
    found = Assets(root).find_untrusted(below(assets.address("css/base.css", "css/page.css")))
    assert found is not None
    assert found.lasting


def test_without_a_digest_a_file_is_found_as_it_is_and_not_kept(assets: Assets) -> None:
    found = assets.find_untrusted("css/base.css")
    assert found is not None
    assert not found.lasting
    assert found.asset.body == BASE.encode()


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "css", "css/", "css/no.css", "css/base.css/", "css/base.css+page.css",
        "css/../css/base.css", "../static/css/base.css", "css//base.css", "css/base.css\0",
        "0123456789ab/css/no.css", "0123456789ab/css/base.css+no.css", "0123456789ab/base.css",
        "0123456789ab/css/base.css+", "0123456789ab/css/base.css+base.css",
        "0123456789ab/css/base.css+icon.svg", "0123456789AB/css/base.css",
        "0123456789ab/css/" + "+".join(["base.css"] * (MOST_JOINED + 1)),
    ],
)  # fmt: skip
def test_there_is_nothing_at_any_other_address(assets: Assets, path: str) -> None:
    assert assets.find_untrusted(path) is None


@pytest.mark.parametrize("paths", [("css/no.css",), ("css/base.css", "img/icon.svg")])
def test_a_template_that_names_what_is_not_there_fails(
    assets: Assets, paths: tuple[str, ...]
) -> None:
    with pytest.raises((KeyError, ValueError)):
        assets.address(*paths)


def test_who_has_an_asset_is_told_so_and_who_cannot_unpack_gets_it_as_it_is(assets: Assets) -> None:
    server, address = AssetServer(assets), below(assets.address("css/base.css"))
    plain = server.answer_untrusted(address, Headers({}))
    packed = server.answer_untrusted(address, Headers({"accept-encoding": "gzip, br"}))
    assert gzip.decompress(bytes(packed.body)) == bytes(plain.body)
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert plain.headers["content-type"] == "text/css; charset=utf-8"
    tag = packed.headers["etag"]
    again = server.answer_untrusted(address, Headers({"if-none-match": f'"other", {tag}'}))
    assert (again.status_code, again.headers["etag"], again.body) == (304, tag, b"")
    assert server.answer_untrusted(address, Headers({"if-none-match": '"x"'})).status_code == 200


async def test_browsers_keep_what_a_page_names_for_good_and_nothing_else(house: House) -> None:
    visitor = house.visitor()
    page = await visitor.get("/signin")
    addresses = re.findall(r'href="(/static/[^"]+)"', page.text)
    assert str(stylesheets("base.css", "admin.css")) in page.text
    for address in addresses:
        answer = await visitor.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, KEPT), address
        assert (await visitor.head(address)).headers["etag"] == answer.headers["etag"]
        stale = re.sub("[0-9a-f]{12}", "0" * 12, address)
        assert (await visitor.get(stale)).headers["cache-control"] == ASKED_AGAIN
    assert (await visitor.post(addresses[0])).status_code == 405
    assert (await visitor.get("/static/css/none.css")).status_code == 404
