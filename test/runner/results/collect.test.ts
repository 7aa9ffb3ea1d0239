import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BatchTask } from "../../../runner/azure/batch-task.ts";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import { collectingJudge } from "../../../runner/results/collect.ts";
import type { TaskOutcome } from "../../../runner/results/outcome.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { completed } from "../fakes.ts";
import { memoryContainer } from "../memory-container.ts";
import { md5, storedRun } from "./stored-run.ts";

type Row = (texts: ReadonlyMap<string, string>) => readonly string[];

interface Collected {
  readonly folder: string;
  readonly output: ReturnType<typeof memoryContainer>;
  readonly collect: (options?: {
    readonly done?: Partial<BatchTask>;
    readonly task?: Partial<ManifestTask>;
    readonly cachedFrom?: string;
    readonly row?: Row;
    /** Logs on the node. */
    readonly nodeLogs?: Readonly<Record<string, string>>;
  }) => Promise<TaskOutcome>;
}

const withRun = (use: (scene: Collected) => Promise<void>): Promise<void> =>
  withTemporaryFolder((folder) => {
    const { manifest, output } = storedRun(1);
    const collect: Collected["collect"] = ({ done, task: changes, cachedFrom, row, nodeLogs = {} } = {}) => {
      const task = { ...manifest.tasks[0]!, ...changes };
      const batch = {
        getTaskFileSize: async ({ path }: { path: string }) => nodeLogs[path]?.length,
        readTaskFile: async ({ path }: { path: string }) => Buffer.from(nodeLogs[path] ?? ""),
      };
      const judge = collectingJudge({ folder, workload: row && { row }, batch });
      const storage = {
        ...{ jobId: "job-1", output, verified: new Set<string>() },
        containerNamed: () => memoryContainer(),
        taskNamed: () => task,
      };
      return cachedFrom === undefined
        ? judge.judgeTask(storage, task, completed("t-0", done))
        : judge.judgeCachedTask(storage, task, cachedFrom);
    };
    return use({ folder, output, collect });
  });

describe("collect", () => {
  it("downloads a task's outputs and logs to the run's folder", () =>
    withRun(async ({ folder, output, collect }) => {
      output.put("job-1/t-0/stdout.txt", "hello");
      const { succeeded, files } = await collect();
      assert(succeeded);
      assert.deepEqual(
        files.map(({ path, size, md5: hash }) => [path, size, hash]),
        [
          ["t-0.txt", 8, md5("result 0")],
          ["logs/t-0/stdout.txt", 5, md5("hello")],
        ],
      );
      assert.equal(await readFile(join(folder, "t-0.txt"), "utf8"), "result 0");
      assert.equal(await readFile(join(folder, "logs/t-0/stdout.txt"), "utf8"), "hello");
    }));

  it("downloads a cached task's files from the run that completed it", () =>
    withRun(async ({ folder, output, collect }) => {
      for (const [name, blob] of output.blobs) output.blobs.set(name.replace("job-1", "job-0"), blob);
      output.put("job-0/t-0/stdout.txt", "earlier");
      const outcome = await collect({ cachedFrom: "job-0" });
      assert.deepEqual([outcome.succeeded, outcome.cachedFrom, outcome.files.length], [true, "job-0", 2]);
      assert.equal(await readFile(join(folder, "logs/t-0/stdout.txt"), "utf8"), "earlier");
    }));

  it("fails a task whose output is damaged, and doesn't download that", () =>
    withRun(async ({ folder, output, collect }) => {
      output.put("job-1/t-0/t-0.txt", "result X");
      const { code, files } = await collect();
      assert.deepEqual([code, files], ["OutputDamaged", []]);
      assert.deepEqual(await readdir(folder), ["logs"]);
    }));

  it("leaves out a damaged log, without failing the task", () =>
    withRun(async ({ output, collect }) => {
      output.put("job-1/t-0/stdout.txt", "hello", { md5: md5("other") });
      const { succeeded, files } = await collect();
      assert.deepEqual([succeeded, files.map(({ path }) => path)], [true, ["t-0.txt"]]);
    }));

  it("reads a failed task's logs on its node if storage has none", () =>
    withRun(async ({ output, collect }) => {
      output.put("job-1/t-0/stdout.txt", "hello");
      const nodeLogs = { "stderr.txt": "Error: no", "stdout.txt": "not read" };
      const { stderr, files } = await collect({ done: { exitCode: 1 }, nodeLogs });
      assert.deepEqual(stderr, ["Error: no"]);
      assert.deepEqual(
        files.map(({ path }) => path),
        ["t-0.txt", "logs/t-0/stdout.txt", "logs/t-0/stderr.txt"],
      );
    }));

  it("reads no logs on the node of a task that succeeded", () =>
    withRun(async ({ collect }) => {
      const { files, stderr } = await collect({ nodeLogs: { "stderr.txt": "warning" } });
      assert.deepEqual([files.length, stderr], [1, undefined]);
    }));

  for (const [record, retryCount] of [
    ["start 1900000000000\nend 1900000001000 0\n", 1],
    ["start 1900000000000\nend 1900000001000 1\nstart 1900000001000\nend 1900000002000 1\n", 2],
    ["start 1900000000000\nend 1900000001000 1\nstart 1900000001000\n", 2],
    ["\0?", 1],
    [undefined, 1],
  ] as const)
    it(`adds the script's retries to Batch's: ${JSON.stringify(record)}`, () =>
      withRun(async ({ output, collect }) => {
        if (record !== undefined) output.put("job-1/t-0/.batch-usage", record);
        assert.equal((await collect({ done: { retryCount: 1 } })).retryCount, retryCount);
      }));

  it("passes the workload's row the outputs by path, up to 1 MiB each", () =>
    withRun(async ({ output, collect }) => {
      const row: Row = (texts) => [...texts.keys()];
      assert.deepEqual((await collect({ row })).row, ["t-0.txt"]);
      for (const [size, cells] of [
        [1024 * 1024, ["t-0.txt"]],
        [1024 * 1024 + 1, []],
      ] as const) {
        const content = "x".repeat(size);
        output.put("job-1/t-0/t-0.txt", content);
        output.put("job-1/t-0/.batch-hashes", `${md5(content)}  t-0.txt\n`);
        assert.deepEqual((await collect({ row })).row, cells);
      }
    }));

  it("has no row of a failed task or without the workload, and shows an error of the row in it", () =>
    withRun(async ({ collect }) => {
      const failing: Row = () => {
        throw new TypeError("bad row");
      };
      assert.equal((await collect({ row: failing, done: { exitCode: 1 } })).row, undefined);
      assert.equal((await collect()).row, undefined);
      const { row, succeeded } = await collect({ row: failing });
      assert.deepEqual([succeeded, row?.length], [true, 1]);
      assert.match(row?.[0] ?? "", /bad row/);
    }));
});
