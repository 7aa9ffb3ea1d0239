import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertSnapshot, normalise } from "./helpers/snapshot.ts";

describe("test/helpers/snapshot", () => {
  it("fails if the text differs from the snapshot, or there is no snapshot", async function () {
    if (process.env.UPDATE_SNAPSHOTS === "1") this.skip();
    await assertSnapshot("help/program", readFileSync("test/snapshots/help/program.txt", "utf8"));
    await assert.rejects(assertSnapshot("help/program", "other text"), assert.AssertionError);
    await assert.rejects(assertSnapshot("help/no-such-command", "text"), assert.AssertionError);
  });

  it("replaces what varies from run to run, and tells jobs apart", () =>
    assert.equal(
      normalise(
        `${join(tmpdir(), "batch-test-a1B2c3/user-x1Y2z3/in/a.txt")} http://127.0.0.1:4711/ a-txt-0123456789abcdef ` +
          "probe-20261123-101500-k3x9 probe-20261123-101501-0000 probe-20261123-101500-k3x9 " +
          "4.2 s, 3m 05s, 1h 02m, 2d 03h 2026-11-23T10:15:00.123Z 3.3/s 12 kB",
        { "<size>": "12 kB" },
      ),
      "<folder>/in/a.txt http://127.0.0.1:<port>/ a-txt-<hash> <job> <job-2> <job> " +
        "<duration>, <duration>, <duration>, <duration> <time> <rate> <size>",
    ));

  it("finds each snapshot named in a test: whole, or by its folder before ${", () => {
    const sources = globSync("test/**/*.test.ts").map((file) => readFileSync(file, "utf8"));
    const unused = globSync("test/snapshots/**/*.txt")
      .map((file) => /snapshots\/(.*)\.txt$/.exec(file)?.[1] ?? "")
      .filter((name) => {
        const folder = name.slice(0, name.lastIndexOf("/") + 1);
        return !sources.some((text) => text.includes(`"${name}"`) || text.includes(`\`${folder}\${`));
      });
    assert.deepEqual(unused, []);
  });
});
