import assert from "node:assert/strict";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { FailureGroup } from "../../../runner/results/failure-groups.ts";
import { completedOutcome, type TaskOutcome } from "../../../runner/results/outcome.ts";
import type { RunCost } from "../../../runner/results/run-cost.ts";
import { annotations, type GithubRun, reportToGithub, summary } from "../../../runner/ui/github-summary.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { completed, manifestOf } from "../fakes.ts";

const run = { jobId: "w-1", workload: "w", succeeded: 3, failed: 0, cached: 1, elapsedMs: 4200 };

const group = (count: number, cause: string): FailureGroup => ({
  count,
  cause,
  sample: { taskId: "t-1", inputs: [], succeeded: false, retryCount: 0, files: [] },
});

const { tasks } = manifestOf(20);
const outcome = (i: number, fields: Partial<TaskOutcome> = {}): TaskOutcome => ({
  ...completedOutcome(tasks[i]!, completed(`t-${i}`), {}),
  files: [],
  row: [`text ${i}`],
  ...fields,
});
const three = [0, 1, 2].map((i) => outcome(i));
const broken = outcome(3, { succeeded: false, failure: "exit code 1" });

const results = (outcomes: readonly TaskOutcome[], failed = 0, total = outcomes.length) => ({
  ...{ outcomes: () => outcomes, failed, total },
  columns: ["top words"],
});

const text = (of: GithubRun["run"], failures: readonly FailureGroup[] = []): string =>
  summary({ run: of, failures }) ?? assert.fail();

describe("GitHub summary", () => {
  it("prints the title, table and annotations of the snapshots", async () => {
    const failures = [group(2, "exit code 1: Error: a"), group(1, "exit code 2")];
    const failed = { ...run, failed: 3 };
    await assertSnapshot(
      "display/github-succeeded",
      summary({ run, failures: [], results: results(three) }) ?? "",
    );
    await assertSnapshot(
      "display/github-failed",
      summary({ run: failed, failures, results: results([three[0]!, broken], failed.failed, 12) }) ?? "",
    );
    await assertSnapshot("display/github-annotations", annotations(failed, failures).join("\n"));
  });

  it("shows the run's id, workload, counts and time in a row", () =>
    assert.match(text(run), /^\| `w-1` \| `w` \| 3 \| 0 \| 1 \| 4\.2 s \|$/m));

  it("escapes Markdown and line breaks in a cause", () => {
    const shown = text({ ...run, failed: 2 }, [group(2, "exit code 1: Error: a | `b`\nc")]);
    assert(shown.includes("| 2 | `exit code 1: Error: a \\| 'b' c` | `t-1` |"), shown);
  });

  it("shows at most ten causes and counts the rest", () => {
    const groups = Array.from({ length: 13 }, (_, i) => group(1, `cause ${i}.`));
    const shown = text({ ...run, failed: 13 }, groups);
    assert(shown.includes("cause 9.") && !shown.includes("cause 10."));
    assert.match(shown.trimEnd().split("\n").at(-1) ?? "", /\b3\b/);
    assert.equal(annotations(run, groups).length, 10);
  });

  it("annotates each cause, encoded as GitHub requires", () => {
    const [line = "", ...others] = annotations(run, [group(2, "exit code 1: 5% of\nall")]);
    assert.deepEqual(others, []);
    assert.match(line, /^::error title=[^:,]*\bw-1\b[^:,]*::exit code 1: 5%25 of%0Aall$/);
  });

  it("lists 100 results, and the slowest tasks of a run of ten or more", () => {
    const many = Array.from({ length: 150 }, (_, i) => outcome(i % 20, { name: `task ${i}`, seconds: i }));
    const shown = summary({ run, failures: [], results: results(many) }) ?? "";
    assert(shown.includes("`task 99`") && !shown.includes("`task 100`"));
    assert.match(shown, /\b50 more\b/);
    const [, slow = ""] = shown.split("slowest");
    assert.deepEqual(
      slow.match(/task \d+/g),
      [149, 148, 147, 146, 145].map((i) => `task ${i}`),
    );
  });

  it("treats names and cells as text, not as Markdown or HTML", () => {
    const hostile =
      "</td></table><script>alert(1)</script> | `x` [a](javascript:1) \n# head \u001B[31m\u202E";
    const row = outcome(0, { name: hostile, row: [hostile] });
    const shown = summary({ run, failures: [], results: results([row]) }) ?? "";
    const [line = "", ...others] = shown.split("\n").filter((each) => each.includes("script"));
    assert.deepEqual(others, []);
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    assert.equal(cells.length, 6);
    for (const cell of cells.slice(1, 3)) assert.match(cell, /^`[^`\n]*`$/);
    assert.doesNotMatch(shown.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
  });

  it("never exceeds GitHub's limit of 1 MiB for a step", () =>
    withTemporaryFolder(async (folder) => {
      const file = join(folder, "summary.md");
      const wide = outcome(0, { name: "文".repeat(500), row: ["文".repeat(500)] });
      const full = { run, failures: [], results: results(Array.from({ length: 150 }, () => wide)) };
      const terminal = { stdout: new PassThrough(), stderr: new PassThrough(), ask: undefined };
      const context = { env: { GITHUB_STEP_SUMMARY: file }, terminal, cwd: folder, projectDir: folder };
      await writeFile(file, "x".repeat(900_000));
      for (let i = 0; i < 20; i++) await reportToGithub(full, context);
      const { size } = await stat(file);
      assert(size > 950_000 && size < 1024 * 1024, `${size}`);
    }));

  it("annotates the line of the program in the repository, and a message once", () =>
    withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, "project/task/w"), { recursive: true });
      await writeFile(join(folder, "project/task/w/stats.py"), "");
      const stderr = new PassThrough();
      const terminal = { stdout: new PassThrough(), stderr, ask: undefined };
      const failure = (taskId: string): FailureGroup => {
        const trace = [
          "Traceback",
          `  File "/mnt/jobs/${taskId}/wd/stats.py", line 3, in <module>`,
          "ValueError: x",
        ];
        const cause = group(1, "exit code 1: ValueError: x");
        return { ...cause, sample: { ...cause.sample, taskId, stderr: trace } };
      };
      await reportToGithub(
        { run, failures: [failure("a"), failure("b")] },
        {
          env: { GITHUB_STEP_SUMMARY: join(folder, "summary.md"), GITHUB_WORKSPACE: folder },
          ...{ terminal, cwd: folder, projectDir: join(folder, "project") },
        },
      );
      assert.equal(
        String(stderr.read()),
        "::error file=project/task/w/stats.py,line=3,title=2 tasks of w-1 failed::exit code 1: ValueError: x\n",
      );
    }));

  it("keeps a run's result if the summary can't be written, and says so", () =>
    withTemporaryFolder(async (folder) => {
      for (const file of [join(folder, "none", "summary.md"), folder]) {
        const stderr = new PassThrough();
        const terminal = { stdout: new PassThrough(), stderr, ask: undefined };
        const env = { GITHUB_STEP_SUMMARY: file };
        await reportToGithub({ run, failures: [] }, { env, terminal, cwd: folder, projectDir: folder });
        assert.match(String(stderr.read()), /ENOENT|EISDIR/);
      }
    }));

  it("shows the cost and idle nodes as the terminal does", () => {
    const cost: RunCost = {
      ...{ amount: 0.002, currency: "USD", dedicatedHours: 0.02, spotHours: 0, vmSize: "s" },
      ...{ location: "eastus", dedicatedPrice: 0.1, priceDate: "2026-11-20", priceSource: "api" },
    };
    const idle = { dedicated: 2, spot: 0, costPerHour: 0.2, currency: "USD" };
    const paid = text({ ...run, cost, idle });
    for (const part of ["$0.002", "0.02 node hours at $0.10", "$0.20 per hour"])
      assert(paid.includes(part), part);
    assert.doesNotMatch(text({ ...run, cost: { ...cost, isHypothetical: true } }), /\$/);
  });

  it("appends to the summary of other steps, and writes nothing outside GitHub", () =>
    withTemporaryFolder(async (folder) => {
      const file = join(folder, "summary.md");
      const stderr = new PassThrough();
      const terminal = { stdout: new PassThrough(), stderr, ask: undefined };
      for (const env of [{ GITHUB_STEP_SUMMARY: file }, { GITHUB_STEP_SUMMARY: file }, {}])
        await reportToGithub({ run, failures: [] }, { env, terminal, cwd: folder, projectDir: folder });
      assert.equal(await readFile(file, "utf8"), text(run).repeat(2));
    }));
});
