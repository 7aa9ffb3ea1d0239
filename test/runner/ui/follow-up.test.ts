import assert from "node:assert/strict";
import { followUps } from "../../../runner/ui/follow-up.ts";

describe("followUps", () => {
  const flags = { stack: "my stack", out: "results" };

  it("repeats the stack, and --out for commands that take it", () => {
    const followUp = followUps(flags, {});
    assert.equal(followUp("watch", "job-1"), "npm run watch -- job-1 --stack 'my stack'");
    assert.equal(followUp("download", "job-1"), "npm run download -- job-1 --stack 'my stack' --out results");
  });

  it("repeats --local", () =>
    assert.equal(followUps({ local: true }, {})("watch", "job-1"), "npm run watch -- job-1 --local"));

  it("omits flags that have their defaults", () => {
    const followUp = followUps({ out: "out" }, {});
    assert.equal(followUp("download", "job-1"), "npm run download -- job-1");
    assert.equal(followUp("submit"), "npm run submit");
  });

  it("starts the program as the user did", () => {
    assert.equal(
      followUps({}, { npm_lifecycle_script: "'batch'" })("watch", "job-1"),
      "npx batch watch job-1",
    );
    assert.equal(followUps({}, { BATCH_COMMAND: "batch" })("watch", "job-1"), "batch watch job-1");
  });
});
