import assert from "node:assert/strict";
import { followUps } from "../../../runner/ui/follow-up.ts";
import { afterFailure, submitAgain } from "../../../runner/ui/next-commands.ts";

const workload = "my-stats";

describe("submitAgain", () => {
  const followUp = followUps({ stack: "dev" }, {});

  it("repeats the words of the submit, quoted, with the flags of the environment before task arguments", () => {
    const again = ["submit", workload, "--input", "x/*.txt", "--", "--top", "two words"];
    assert.equal(
      submitAgain({ workload, again }, followUp),
      "npx azbatch submit my-stats --input 'x/*.txt' --stack dev -- --top 'two words'",
    );
  });

  it("repeats another command, and marks words that are too long", () =>
    assert.equal(
      submitAgain({ workload, again: ["run", "python3 x.py {}", "…"] }, followUp),
      "npx azbatch run 'python3 x.py {}' … --stack dev",
    ));

  it("names the workload of a run that an earlier version planned", () =>
    assert.equal(submitAgain({ workload }, followUp), "npx azbatch submit my-stats --stack dev"));
});

describe("afterFailure", () => {
  it("shows the errors, submits again and retries, with the run's id", () => {
    const commands = afterFailure({ jobId: "w-1", workload }, followUps({ out: "results" }, {}));
    assert.deepEqual(
      commands.map(([, command]) => command.replace("npx azbatch ", "")),
      ["logs w-1", "submit my-stats --out results", "retry w-1 --out results"],
    );
  });
});
