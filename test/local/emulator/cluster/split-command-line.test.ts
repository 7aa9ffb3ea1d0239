import assert from "node:assert/strict";
import { quote } from "shlex";
import { splitCommandLine } from "../../../../local/emulator/cluster/split-command-line.ts";

describe("splitCommandLine", () => {
  for (const [line, words] of [
    ["", []],
    [" a  b\tc ", ["a", "b", "c"]],
    [`'a b'"c d"e '' ""`, ["a bc de", "", ""]],
    [String.raw`a\ b \' "x\"y\\z\n" '\\'`, ["a b", "'", 'x"y\\z\\n', "\\\\"]],
    [String.raw`'\\0'"'"'\\1'`, [String.raw`\\0'\\1`]],
    ["a\\\nb '$x' $y", ["ab", "$x", "$y"]],
    ["a 'b", undefined],
    ['a "b\\"', undefined],
    ["a\\", undefined],
  ] as const)
    it(`splits ${JSON.stringify(line)}`, () => {
      assert.deepEqual(splitCommandLine(line), words);
    });

  it("returns any quoted text unchanged", () => {
    const texts = [`it's "x" \\\\ $'\\'\\\\0\\''`, "a\nb\\", `'"'"'`, "\\'\\\\\"", "ä 水 $(x) `y`"];
    for (const text of texts) assert.deepEqual(splitCommandLine(`x ${quote(text)} y`), ["x", text, "y"]);
  });
});
