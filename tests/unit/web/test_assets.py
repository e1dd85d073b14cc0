"""Static files: addresses that change with the content, what is kept for good and what is not."""

import base64
import gzip
import hashlib
import re
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from live.meeting.permissions import Role
from signaling.rejections import CODES
from tests.unit.web.conftest import House
from web.assets.files import MOST_JOINED, STATIC, Assets, files_below
from web.assets.pages import TEMPLATES, areas, modules, stylesheets
from web.assets.serving import ASKED_AGAIN, KEPT, AssetServer
from web.rendering import environment
from web.settings import LANGUAGES

BASE = "/* of every page */\nbody { margin: 0 }\n"
ROLES = {"member", "companion", "observer", "site", "desk", "wall"}
PAGE = "main { margin: 1rem } /* the page's\n own */\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in (("css/base.css", BASE), ("css/page.css", PAGE), ("img/icon.svg", "<svg/>")):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


@pytest.fixture
def assets(root: Path) -> Assets:
    return Assets(files_below(root))


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
    assert sorted(Assets(files_below(root)).address(*paths) for paths in pages) == before
    (root / "css/base.css").write_text("body { margin: 1px }")
    (root / "img/icon.svg").write_text("<svg></svg>")
    assert not set(before) & {Assets(files_below(root)).address(*paths) for paths in pages}


def test_a_page_of_another_release_finds_what_there_is_now_and_does_not_keep_it(
    root: Path, assets: Assets
) -> None:
    stale = below(assets.address("css/base.css", "css/page.css"))
    (root / "css/base.css").write_text("body { margin: 1px }")
    later = Assets(files_below(root))
    found = later.find_untrusted(stale)
    assert found is not None
    assert not found.lasting
    assert found.asset.body.startswith(b"body { margin: 1px }")


def test_an_instance_that_has_not_shown_the_page_yet_knows_its_address(
    root: Path, assets: Assets
) -> None:
    found = Assets(files_below(root)).find_untrusted(
        below(assets.address("css/base.css", "css/page.css"))
    )
    assert found is not None
    assert found.lasting


def test_no_script_is_linked_for_a_stranger_but_those_that_pages_start() -> None:
    sources = {"js/pages/a.js": "const a = 1;\n", "js/pages/b.js": "const b = 1;\n"}
    assets = Assets(sources, [("js/pages/a.js", "js/pages/b.js")])
    for names, answered in (("a.js+b.js", True), ("b.js+a.js", False), ("a.js", False)):
        found = assets.find_untrusted(f"0123456789ab/js/pages/{names}")
        assert (found is not None) == answered


async def test_a_script_that_no_page_has_shown_yet_is_at_its_address(house: House) -> None:
    for names in {page["modules"] for page in called().values()}:
        stale = f"/static/0123456789ab/js/pages/{'+'.join(names)}"
        answer = await house.visitor().get(stale)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, ASKED_AGAIN)


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
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    sheets: tuple[str, ...] = vars(environment().get_template("styles.html").module)["ADMIN"]
    assert str(stylesheets(*sheets)) in page.text
    for address in addresses:
        answer = await visitor.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, KEPT), address
        assert (await visitor.head(address)).headers["etag"] == answer.headers["etag"]
        stale = re.sub("[0-9a-f]{12}", "0" * 12, address)
        assert (await visitor.get(stale)).headers["cache-control"] == ASKED_AGAIN
    assert (await visitor.post(addresses[0])).status_code == 405
    assert (await visitor.get("/static/css/none.css")).status_code == 404


CALL = re.compile(r"\{\{ (modules|sentences)\(([^)]*)\) \}\}")
IMPORTED = re.compile(r'^import [^"]*"([^"]+)";$', re.MULTILINE)


def called() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return what each template starts and whose sentences it fetches."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        for what, names in CALL.findall(path.read_text()):
            listed = tuple(name.strip(' "') for name in names.split(","))
            assert found.setdefault(path.name, {}).setdefault(what, listed) == listed
    return found


def graph(*entries: Path) -> set[Path]:
    """Return modules and all that they import, from the import statements of the files."""
    reached, waiting = set(), [*entries]
    while waiting:
        if (path := waiting.pop().resolve()) not in reached:
            reached.add(path)
            waiting += [path.parent / target for target in IMPORTED.findall(path.read_text())]
    return reached


@pytest.mark.parametrize("template", called())
async def test_the_script_of_a_page_is_exactly_what_its_modules_import(
    house: House, template: str
) -> None:
    names = called()[template]["modules"]
    (address,) = re.findall('src="([^"]+)"', modules(*names))
    script = (await house.visitor().get(address)).text
    wanted = graph(*(STATIC / "js/pages" / name for name in names))
    joined = re.findall(r"^// (js/\S+\.js)$", script, re.MULTILINE)
    assert sorted(joined) == sorted(path.relative_to(STATIC).as_posix() for path in wanted)


async def test_the_only_script_that_stands_in_a_page_is_the_one_its_policy_names(
    house: House,
) -> None:
    meeting = await house.meeting()
    answer = await (await house.as_role(Role.CHAIR)).get(f"/meetings/{meeting}")
    scripts = re.findall(
        r"<script(?![^>]*(?:src=|application/json))[^>]*>(.*?)</script>", answer.text, re.DOTALL
    )
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    allowed = re.findall(r"'sha256-(.*?)'", answer.headers["content-security-policy"])
    assert [base64.b64encode(digest).decode() for digest in digests] == allowed
    assert len(allowed) == 1


def test_every_module_is_in_the_script_of_some_page() -> None:
    pages = {name for page in called().values() for name in page["modules"]} | {"early.js"}
    reached = graph(*(STATIC / "js/pages" / name for name in pages))
    types_alone = {STATIC / "js/core/types.js"}
    assert reached | types_alone == set((STATIC / "js").rglob("*.js"))


@pytest.mark.parametrize("template", called())
def test_a_page_whose_modules_show_sentences_fetches_those_beside_them(template: str) -> None:
    page = called()[template]
    paths = graph(*(STATIC / "js/pages" / name for name in page["modules"]))
    shows = any("loadCatalogue()" in path.read_text() for path in paths)
    starts = any(name[:-3] in ROLES | {"check"} for name in page["modules"])
    assert starts <= shows
    assert page.get("sentences") == (page["modules"] if starts else None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_live_pages_have_the_sentences_of_all_refusals_by_wire_and_of_no_form(
    language: str,
) -> None:
    wire = (STATIC / "js/core/wire.js").read_text()
    made = set(re.findall(r'new Refused\("(\w+)"\)|^  \[\w+, "(\w+)"\],$', wire, re.MULTILINE))
    codes = {code for pair in made for code in pair if code} | CODES.keys()
    assert areas(language)["refused"].keys() == {f"refused.{code}" for code in codes}


async def test_every_page_of_an_account_watches_over_its_session(house: House) -> None:
    meeting = await house.meeting()
    pages = {
        Role.ADMINISTRATOR: ("/admin/units", "/account"),
        Role.CHAIR: ("/meetings", f"/meetings/{meeting}", f"/meetings/{meeting}/prepare"),
        Role.SUPERVISOR: ("/wall",),
    }
    for role, paths in pages.items():
        visitor = await house.as_role(role)
        for path in paths:
            text = (await visitor.get(path)).text
            assert 'id="session"' in text
            assert re.search(r'<script [^>]*src="[^"]+\+session\.js"', text), path


def test_every_style_sheet_belongs_to_some_page() -> None:
    lists = vars(environment().get_template("styles.html").module).values()
    listed = {name for each in lists if isinstance(each, tuple) for name in each}
    root = Path(__file__).parents[3] / "web/static/css"
    assert listed == {path.name for path in root.iterdir()}
