import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { FailureGroup } from "../../../runner/results/failure-groups.ts";
import { annotations, reportToGithub, summary } from "../../../runner/ui/github-summary.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const run = { jobId: "w-1", workload: "w", succeeded: 3, failed: 0, cached: 1, elapsedMs: 4200 };

const group = (count: number, cause: string): FailureGroup => ({
  count,
  cause,
  sample: { taskId: "t-1", inputs: [], succeeded: false, retryCount: 0, files: [] },
});

describe("GitHub summary", () => {
  it("prints the title, table and annotations of the snapshots", async () => {
    const failures = [group(2, "exit code 1: Error: a"), group(1, "exit code 2")];
    const failed = { ...run, failed: 3 };
    await assertSnapshot("display/github-succeeded", summary(run, []));
    await assertSnapshot("display/github-failed", summary(failed, failures));
    await assertSnapshot("display/github-annotations", annotations(failed, failures).join("\n"));
  });

  it("shows the run's id, workload, counts and time in a row", () =>
    assert.match(summary(run, []), /^\| `w-1` \| `w` \| 3 \| 0 \| 1 \| 4\.2 s \|$/m));

  it("escapes Markdown and line breaks in a cause", () => {
    const text = summary({ ...run, failed: 2 }, [group(2, "exit code 1: Error: a | `b`\nc")]);
    assert(text.includes("| 2 | `exit code 1: Error: a \\| 'b' c` | `t-1` |"), text);
  });

  it("shows at most ten causes and counts the rest", () => {
    const groups = Array.from({ length: 13 }, (_, i) => group(1, `cause ${i}.`));
    const text = summary({ ...run, failed: 13 }, groups);
    assert(text.includes("cause 9.") && !text.includes("cause 10."));
    assert.match(text.trimEnd().split("\n").at(-1) ?? "", /\b3\b/);
    assert.equal(annotations(run, groups).length, 10);
  });

  it("annotates each cause, encoded as GitHub requires", () => {
    const [line = "", ...others] = annotations(run, [group(2, "exit code 1: 5% of\nall")]);
    assert.deepEqual(others, []);
    assert.match(line, /^::error title=[^:,]*\bw-1\b[^:,]*::exit code 1: 5%25 of%0Aall$/);
  });

  it("appends to the summary of other steps, and writes nothing outside GitHub", () =>
    withTemporaryFolder(async (folder) => {
      const file = join(folder, "summary.md");
      const stderr = new PassThrough();
      const terminal = { stdout: new PassThrough(), stderr, ask: undefined };
      for (const env of [{ GITHUB_STEP_SUMMARY: file }, { GITHUB_STEP_SUMMARY: file }, {}])
        await reportToGithub(run, [], { env, terminal });
      assert.equal(await readFile(file, "utf8"), summary(run, []).repeat(2));
    }));
});
