import assert from "node:assert/strict";
import { type Filter, parseFilter } from "../../../../../local/emulator/protocol/odata/filter.ts";

/** Writes a filter with all parentheses. */
const written = (filter: Filter): string => {
  if ("left" in filter) return `(${written(filter.left)} ${filter.op} ${written(filter.right)})`;
  return `${filter.property} ${filter.op} ${filter.value.kind}:${filter.value.value}`;
};

const read = (text: string): string => {
  const parsed = parseFilter(text);
  assert.equal(parsed?.text, text);
  return written(parsed.root);
};

describe("parseFilter", () => {
  it("is undefined without a filter", () => {
    for (const text of [undefined, "", "  "]) assert.equal(parseFilter(text), undefined);
  });

  const accepted: [text: string, filter: string][] = [
    ["state eq 'active'", "state eq string:active"],
    ["id ne 'it''s'", "id ne string:it's"],
    ["a/b GT -1.5", "a/b gt number:-1.5"],
    ["a ge 1 ", "a ge number:1"],
    ["a lt true", "a lt boolean:true"],
    ["a le FALSE", "a le boolean:false"],
    ["t gt DateTime'1970-01-01T00:00:01Z'", "t gt time:1000000"],
    ["startsWith(id, 'ab')", "id startswith string:ab"],
    ["a eq 1 or b eq 2 and c eq 3", "(a eq number:1 or (b eq number:2 and c eq number:3))"],
    ["a eq 1 and b eq 2 or c eq 3", "((a eq number:1 and b eq number:2) or c eq number:3)"],
    ["(a eq 1 or b eq 2) and c eq 3", "((a eq number:1 or b eq number:2) and c eq number:3)"],
    ["a eq 1 or b eq 2 or c eq 3", "((a eq number:1 or b eq number:2) or c eq number:3)"],
    ["startswith eq 'a'", "startswith eq string:a"],
  ];
  for (const [text, filter] of accepted) it(`reads ${text}`, () => assert.equal(read(text), filter));

  const refused = [
    "state",
    "state eq",
    "state is 'active'",
    "eq 'active'",
    "state eq 'active",
    "state eq active",
    "a eq 1 b eq 2",
    "a eq 1 and",
    "a eq 1 xor b eq 2",
    "(a eq 1",
    "a eq 1)",
    "not a eq 1",
    "startswith(id, 1)",
    "startswith(id 'a')",
    "startswith(id, 'a'",
    "startswith('a', id)",
    "t eq DateTime'soon'",
    "a eq 1x",
    "a eq #",
  ];
  for (const text of refused)
    it(`refuses ${text}`, () => {
      assert.throws(() => parseFilter(text), { code: "InvalidQueryParameterValue" });
    });

  it("takes 200 parentheses", () => {
    const nested = (count: number) => `${"(".repeat(count)}a eq 1${")".repeat(count)}`;
    assert.equal(read(nested(200)), "a eq number:1");
    assert.throws(() => parseFilter(nested(201)), { code: "InvalidQueryParameterValue" });
  });
});
