import assert from "node:assert/strict";
import type { BatchTask } from "../../../runner/azure/batch-task.ts";
import {
  blockedOutcome,
  completedOutcome,
  neverRan,
  type OutputFlaws,
} from "../../../runner/results/outcome.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { completed, manifestOf } from "../fakes.ts";

const { tasks } = manifestOf(2);
const task = tasks[0]!;
const earlier = tasks[1]!;

const upload = { category: "UserError", code: "FileUploadContainerNotFound", message: "No container." };
const exit = { category: "UserError", code: "FailureExitCode", message: "The task exited with…" };

interface Case {
  readonly done?: Partial<BatchTask>;
  readonly flaws?: OutputFlaws;
  /** Category and code of the failure; undefined if the task succeeded. */
  readonly expected: readonly [category: string, code: string] | undefined;
}

const cases: Readonly<Record<string, Case>> = {
  "exit code 0": { expected: undefined },
  "exit code 3, whatever is missing": {
    done: { exitCode: 3, failure: exit },
    flaws: { missing: ["a.txt"] },
    expected: ["UserError", "FailureExitCode"],
  },
  "exit code 137": { done: { exitCode: 137, failure: exit }, expected: ["UserError", "FailureExitCode"] },
  "ended by a caller of Batch, with an exit code": {
    done: { exitCode: -9, failure: { ...exit, code: "TaskEnded" } },
    expected: ["UserError", "TaskEnded"],
  },
  "exit code 0 and a missing output": {
    flaws: { missing: ["a.txt"] },
    expected: ["UserError", "OutputMissing"],
  },
  "exit code 0 and a damaged output": {
    flaws: { damaged: ["a.txt"] },
    expected: ["ServerError", "OutputDamaged"],
  },
  "exit code 0 and a changed input": {
    flaws: { changed: ["a.txt"], missing: ["b.txt"] },
    expected: ["UserError", "InputChanged"],
  },
  "exit code 0 and a stale input": {
    flaws: { stale: ["a.txt"], missing: ["b.txt"] },
    expected: ["UserError", "InputStale"],
  },
  "exit code 0 and a failed upload": {
    done: { failure: upload },
    flaws: { missing: ["a.txt"] },
    expected: ["UserError", "FileUploadContainerNotFound"],
  },
  "never started": {
    done: { exitCode: undefined, failure: { ...upload, code: "BlobNotFound" } },
    expected: ["UserError", "BlobNotFound"],
  },
  "no exit code and no failure": { done: { exitCode: undefined }, expected: ["ServerError", "NoExitCode"] },
};

const judged = ({ done = {}, flaws = {} }: Case) => completedOutcome(task, completed("t-0", done), flaws);

describe("outcome", () => {
  for (const [title, given] of Object.entries(cases))
    it(`${title}: ${given.expected?.[1] ?? "success"}`, () => {
      const { succeeded, category, code } = judged(given);
      assert.deepEqual(
        [succeeded, category, code],
        [given.expected === undefined, ...(given.expected ?? [undefined, undefined])],
      );
    });

  it("describes failures as in the snapshot", () => {
    const outcomes = {
      ...Object.fromEntries(Object.entries(cases).map(([title, given]) => [title, judged(given)])),
      "job ended": neverRan(task, "MaxWallClockTimeExpiry"),
      "earlier task failed": blockedOutcome(task, earlier),
    };
    const lines = Object.entries(outcomes).map(([title, { failure = "-" }]) => `${title}: ${failure}`);
    return assertSnapshot("results/failures", lines.join("\n"));
  });

  it("has node, duration and inputs of the task", () => {
    const { nodeId, seconds, inputs } = completedOutcome(task, completed("t-0"), {});
    assert.deepEqual({ nodeId, seconds, inputs }, { nodeId: "node-1", seconds: 2, inputs: ["in-0.txt"] });
  });

  it("is a failure with the job's reason for a task that the job's end kept from running", () => {
    const { succeeded, failure } = neverRan(task, "MaxWallClockTimeExpiry");
    assert.equal(succeeded, false);
    assert.match(failure ?? "", /\bMaxWallClockTimeExpiry\b/);
  });

  it("is UpstreamFailed for a task after a failed one", () => {
    const { succeeded, category, code } = blockedOutcome(task, earlier);
    assert.deepEqual([succeeded, category, code], [false, "UserError", "UpstreamFailed"]);
  });
});
