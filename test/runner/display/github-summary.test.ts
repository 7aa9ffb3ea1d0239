import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { annotations, summary, tellGithub } from "../../../runner/display/github-summary.ts";
import type { FailureGroup } from "../../../runner/results/digest.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const run = { jobId: "w-1", workload: "w", succeeded: 3, failed: 0, cached: 1, elapsedMs: 4200 };

const group = (count: number, cause: string): FailureGroup => ({
  count,
  cause,
  sample: { taskId: "t-1", inputs: [], succeeded: false, retryCount: 0, files: [] },
});

describe("display/github-summary", () => {
  it("is a table", () =>
    assert.equal(
      summary(run, []),
      [
        "### ✅ 3 tasks succeeded",
        "",
        "| run | workload | succeeded | failed | done earlier | time |",
        "|---|---|--:|--:|--:|--:|",
        "| `w-1` | `w` | 3 | 0 | 1 | 4.2 s |",
        "",
        "",
      ].join("\n"),
    ));

  it("has failures by cause, whatever their words", () => {
    const text = summary({ ...run, failed: 2 }, [group(2, "exit code 1: Error: a | `b`\nc")]);
    assert.match(text, /^### ❌ 2 of 5 tasks failed\n/);
    assert(text.includes("| 2 | `exit code 1: Error: a \\| 'b' c` | `t-1` |"), text);
  });

  it("has ten causes at most", () => {
    const groups = Array.from({ length: 12 }, (_, i) => group(1, `cause ${i}`));
    const text = summary({ ...run, failed: 12 }, groups);
    assert(text.includes("cause 9") && !text.includes("cause 10") && text.includes("and 2 other causes"));
    assert.equal(annotations(run, groups).length, 10);
  });

  it("annotates each cause, in GitHub's own spelling", () =>
    assert.deepEqual(annotations(run, [group(2, "exit code 1: 5% of\nall")]), [
      "::error title=2 tasks of w-1 failed::exit code 1: 5%25 of%0Aall",
    ]));

  it("adds to what other steps have said, and says nothing elsewhere", () =>
    withTemporaryFolder(async (folder) => {
      const file = join(folder, "summary.md");
      const stderr = new PassThrough();
      const terminal = { stdout: new PassThrough(), stderr, ask: undefined };
      for (const env of [{ GITHUB_STEP_SUMMARY: file }, { GITHUB_STEP_SUMMARY: file }, {}])
        await tellGithub(run, [], { env, terminal });
      assert.equal(await readFile(file, "utf8"), summary(run, []).repeat(2));
    }));
});
