import assert from "node:assert/strict";
import type { BatchTask } from "../../../runner/batch/batch-task.ts";
import { judge, neverRan } from "../../../runner/results/outcome.ts";
import { completed, manifestOf } from "../fakes.ts";

const task = manifestOf(1).tasks[0]!;

const judged = (fields: Partial<BatchTask>, missing: string[], failure: string | undefined) => () => {
  const outcome = judge(task, completed("t-0", fields), { missing });
  assert.deepEqual([outcome.succeeded, outcome.failure], [failure === undefined, failure]);
};

const upload = { category: "UserError", code: "FileUploadContainerNotFound", message: "No such container." };
const exit = { category: "UserError", code: "FailureExitCode", message: "The task exited with…" };

describe("results/outcome", () => {
  it("success", judged({}, [], undefined));
  it("an exit code", judged({ exitCode: 3, failure: exit }, ["a"], "exit code 3"));
  it(
    "ended from outside, which an exit code does not tell",
    judged({ exitCode: -9, failure: { ...exit, code: "TaskEnded" } }, [], "TaskEnded: The task exited with…"),
  );
  it(
    "exit code 0, but an output is missing",
    judged({}, ["a.txt"], "no a.txt in storage, though the exit code is 0"),
  );
  it(
    "exit code 0, but an upload failed",
    judged({ failure: upload }, ["a"], "FileUploadContainerNotFound: No such container."),
  );
  it(
    "never started",
    judged(
      { exitCode: undefined, failure: { ...upload, code: "BlobNotFound" } },
      [],
      "BlobNotFound: No such container.",
    ),
  );
  it("no reason given", judged({ exitCode: undefined }, [], "ended without an exit code"));

  it("tells where it ran and how long", () => {
    const { nodeId, seconds, inputs } = judge(task, completed("t-0"), {});
    assert.deepEqual({ nodeId, seconds, inputs }, { nodeId: "node-1", seconds: 2, inputs: ["in-0.txt"] });
  });

  it("a task that the job's end left behind", () => {
    const { succeeded, failure } = neverRan(task, "MaxWallClockTimeExpiry");
    assert.deepEqual([succeeded, failure], [false, "did not run, the job ended: MaxWallClockTimeExpiry"]);
  });
});
