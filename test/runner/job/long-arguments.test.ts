import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  argumentsText,
  argumentWords,
  hasLongArguments,
  readArguments,
} from "../../../runner/job/long-arguments.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

describe("job/long-arguments", () => {
  it("keeps 16,384 characters of arguments and blanks in the script, and no more", () => {
    assert.equal(hasLongArguments({ args: ["x".repeat(16_000), "x".repeat(383)] }), false);
    assert.equal(hasLongArguments({ args: ["x".repeat(16_000), "x".repeat(384)] }), true);
    assert.equal(hasLongArguments({ args: [] }), false);
  });

  it("counts the characters that quoting adds", () => {
    // '"'"'$: six characters for each pair, and two around all.
    assert.equal(hasLongArguments({ args: ["'$".repeat(2730)] }), false);
    assert.equal(hasLongArguments({ args: ["'$".repeat(2731)] }), true);
  });

  it("passes any argument through the file", () =>
    withTemporaryFolder(async (cwd) => {
      const args = ["", "a b", "it's", 'a "b" $(c)', "line\nbreak", "-n", "ä😀"];
      writeFileSync(join(cwd, ".batch-arguments"), argumentsText({ args }));
      const script = `${readArguments}; printf '%s\\0' ${argumentWords}`;
      const printed = execFileSync("/bin/bash", ["-c", script], { cwd, encoding: "utf8" });
      assert.deepEqual(printed.split("\0").slice(0, -1), args);
    }));
});
