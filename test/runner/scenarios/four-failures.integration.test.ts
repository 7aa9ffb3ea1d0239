import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { batchClient } from "../../helpers/batch-client.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { jobOf, reportOf } from "../user.ts";

describeOnCloud("submit of a run with four kinds of failures", ({ cloud, user }) => {
  const removeInput = async (content: string): Promise<void> => {
    await containerClient(cloud.outputs, "input").deleteBlob(hash("sha256", content));
  };

  const endTask = async (jobId: string, prefix: string): Promise<void> => {
    const client = batchClient(cloud.outputs);
    const filter = `startswith(id, '${prefix}')`;
    const [task] = await client.task.list(jobId, { taskListOptions: { filter } });
    await client.task.terminate(jobId, task?.id ?? "");
  };

  it("groups failed tasks by category and code, and shows one task of each group", async () => {
    const lost = "an input that is deleted before its task starts";
    let removed: Promise<void> | undefined;
    let ended: Promise<void> | undefined;
    const inputs = {
      "a.txt": "fail no text in 1",
      "b.txt": "fail no text in 2",
      "c.txt": "forget",
      "endless.txt": "wait /nowhere",
      "lost.txt": lost,
      "z.txt": "fine",
    };
    const said = await user.submit(inputs, ["--json"], {
      onEvent: (event) => {
        if (event.event === "uploaded") removed = removeInput(lost);
        if (event.event === "started") ended = endTask(event.jobId, "endless");
      },
    });
    await Promise.all([removed, ended]);
    assert.equal(said.exitCode, 100, said.stderr);
    const { tasks } = await reportOf(said.cwd);
    assert.deepEqual(
      tasks.map(({ inputs: [name], category, code }) => [name, category, code]),
      [
        ["a.txt", "UserError", "FailureExitCode"],
        ["b.txt", "UserError", "FailureExitCode"],
        ["c.txt", "UserError", "FailureExitCode"],
        ["endless.txt", "UserError", "TaskEnded"],
        ["lost.txt", "UserError", "BlobNotFound"],
        ["z.txt", undefined, undefined],
      ],
    );
    const { failures } = await user.statusOf(jobOf(said));
    const groups = failures.map(
      ({
        count,
        sample: {
          inputs: [name],
          code,
        },
      }) => `${count} ${code} ${name}`,
    );
    assert.deepEqual(groups.sort(), [
      "1 BlobNotFound lost.txt",
      "1 FailureExitCode c.txt",
      "1 TaskEnded endless.txt",
      "2 FailureExitCode a.txt",
    ]);
    const shown = said.stderr.match(/\b(?:a|b|c|endless|lost|z)-txt-[0-9a-f]{16}\b/g) ?? [];
    assert.deepEqual(shown.map((taskId) => taskId.split("-")[0]).sort(), ["a", "c", "endless", "lost"]);
    for (const name of ["a", "c"])
      assert.match(said.stderr, new RegExp(`/logs/${name}-txt-\\w+/stderr\\.txt`));
  });
});
