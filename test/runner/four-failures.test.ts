import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { batchClient } from "../helpers/batch-client.ts";
import { containerClient } from "../helpers/container-client.ts";
import { describeOnCloud } from "./on-cloud.ts";
import { filesOf } from "./user.ts";

describeOnCloud("a run that fails in four ways, against the local cloud", ({ cloud, user }) => {
  const removeInput = async (content: string): Promise<void> => {
    await containerClient(cloud.outputs, "input").deleteBlob(hash("sha256", content));
  };

  const endTask = async (jobId: string, prefix: string): Promise<void> => {
    const client = batchClient(cloud.outputs);
    const filter = `startswith(id, '${prefix}')`;
    const [task] = await client.task.list(jobId, { taskListOptions: { filter } });
    await client.task.terminate(jobId, task?.id ?? "");
  };

  it("says each of them once, with how many, a sample and the place of its logs", async () => {
    const lost = "an input that somebody deletes";
    let removed: Promise<void> | undefined;
    let ended: Promise<void> | undefined;
    const onStderr = (piece: string): void => {
      if (piece.includes("Uploaded")) removed = removeInput(lost);
      const job = /Job (probe-\S+) on pool/.exec(piece)?.[1];
      if (job !== undefined) ended = endTask(job, "endless");
    };
    const { cwd, exitCode, stderr } = await user.submit(
      {
        "a.txt": "fail no text in 1",
        "b.txt": "fail no text in 2",
        "c.txt": "forget",
        "endless.txt": "wait /nowhere",
        "lost.txt": lost,
        "z.txt": "fine",
      },
      [],
      { onStderr },
    );
    await Promise.all([removed, ended]);
    assert.equal(exitCode, 100, stderr);
    const causes = [...stderr.matchAll(/^(\d+ tasks? failed: .*)$/gm)].map(([, line]) => line);
    assert.equal(causes.length, 4, stderr);
    assert.equal(causes[0], "2 tasks failed: exit code 1: Error: no text in 1");
    assert(
      causes.some((cause) => cause?.startsWith("1 task failed: exit code 123: OutputError: c.txt.out: ")),
    );
    assert(causes.some((cause) => cause?.startsWith("1 task failed: TaskEnded: ")));
    assert.match(stderr, /^1 task failed: BlobNotFound: [^\n]+ \(lost\.txt\)\n {2}lost-txt-\w+$/m);
    const report = (await filesOf(cwd)).get("report.json") ?? "";
    const codes = [...report.matchAll(/"code": ?"(\w+)"/g)].map(([, code]) => code).sort();
    assert.deepEqual(codes, [
      "BlobNotFound",
      "FailureExitCode",
      "FailureExitCode",
      "FailureExitCode",
      "TaskEnded",
    ]);
  });
});
