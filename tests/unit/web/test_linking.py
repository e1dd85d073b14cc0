"""Modules joined into one script: it does what they do, and what cannot be joined is refused."""

import subprocess

import pytest

from web.assets.linking import CannotLink, linked, ordered

SOURCES = {
    "js/core/count.js": (
        "/**\n * Counts. `}` and \"import\" are of no meaning here.\n */\n"
        "let count = 0;\n"
        "/** @returns {number} */\n"
        "export function next() {\n  return (count += 1);\n}\n"
        "export const STEP = 1;\n"
        "const own = \"core\";\n"
        "export const name = () => own;\n"
    ),
    "js/core/types.js": "/** @typedef {number} Count */\n\nexport {};\n",
    "js/ui/shown.js": (
        'import { STEP, next as following } from "../core/count.js";\n'
        'const own = "ui";\n'
        "export class Shown {\n  text = `${own} ${following() + STEP}`;\n}\n"
        "export async function later() {\n  return own;\n}\n"
    ),
    "js/pages/one.js": (
        'import {\n  name,\n  next,\n} from "../core/count.js";\n'
        'import { Shown, later } from "../ui/shown.js";\n'
        "console.log(name(), next(), new Shown().text, await later());\n"
        'export const own = "one";\n'
    ),
    "js/pages/two.js": (
        'import { next } from "../core/count.js";\nconst own = "two";\nconsole.log(own, next());\n'
    ),
}  # fmt: skip
ONE, TWO = "js/pages/one.js", "js/pages/two.js"


def printed(script: str) -> list[str]:
    """Run a script as a module and return its lines."""
    command = ["node", "--input-type=module", "-"]
    ran = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()


@pytest.mark.node
def test_a_script_does_what_its_modules_do_and_each_runs_once_for_all() -> None:
    assert printed(linked(SOURCES, [ONE])) == ["core 1 ui 3 ui"]
    assert printed(linked(SOURCES, [ONE, TWO])) == ["two 3", "core 1 ui 3 ui"]


def test_modules_come_after_what_they_import_and_nothing_else_comes() -> None:
    assert list(ordered(SOURCES, [ONE])) == ["js/core/count.js", "js/ui/shown.js", ONE]
    assert list(ordered(SOURCES, [TWO])) == ["js/core/count.js", TWO]


def test_documentation_is_left_out_and_casts_within_a_line_stay() -> None:
    text = "/** One. */\n  /**\n   * Two **.\n   */\nconst a = /** @type {any} */ (1);\nfoo(a);\n"
    script = linked({"a.js": text}, ["a.js"])
    assert "One" not in script
    assert "Two" not in script
    assert "const a = /** @type {any} */ (1);\nfoo(a);" in script


@pytest.mark.parametrize(
    "text",
    [
        'import "./b.js";\n',
        'import b from "./b.js";\n',
        'import * as b from "./b.js";\n',
        'import { missing } from "./b.js";\n',
        'import { b } from "./c.js";\n',
        'import { b } from "elsewhere";\n',
        'const b = await import("./b.js");\n',
        "const here = import.meta.url;\n",
        "export default 1;\n",
        "export let a = 1;\n",
        "export var a = 1;\n",
        "export function* a() {}\n",
        "const a = 1;\nexport { a };\n",
        'export { b } from "./b.js";\n',
        'export * from "./b.js";\n',
        'import { own } from "./a.js";\nexport const own = 1;\n',
        'import { circle } from "./circle.js";\n',
        'import { b } from "./entry.js";\n',
    ],
)
def test_what_cannot_be_joined_is_refused(text: str) -> None:
    sources = {
        "a.js": text,
        "b.js": "export const b = 1;\n",
        "entry.js": "export const b = 1;\n",
        "circle.js": 'import { circle } from "./round.js";\nexport const circle = 1;\n',
        "round.js": 'import { circle } from "./circle.js";\nexport const round = circle;\n',
    }
    with pytest.raises(CannotLink):
        linked(sources, ["a.js", "entry.js"])
