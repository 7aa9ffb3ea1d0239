import assert from "node:assert/strict";
import { followUps } from "../../../runner/ui/follow-up.ts";

describe("followUps", () => {
  const flags = { stack: "my stack", out: "results" };

  it("repeats the stack, and --out for commands that take it", () => {
    const followUp = followUps(flags, {});
    assert.equal(followUp("watch", "job-1"), "npx azbatch watch job-1 --stack 'my stack'");
    assert.equal(
      followUp("download", "job-1"),
      "npx azbatch download job-1 --stack 'my stack' --out results",
    );
  });

  it("repeats --local", () =>
    assert.equal(followUps({ local: true }, {})("watch", "job-1"), "npx azbatch watch job-1 --local"));

  it("omits flags that have their defaults", () => {
    const followUp = followUps({ out: undefined }, {});
    assert.equal(followUp("download", "job-1"), "npx azbatch download job-1");
    assert.equal(followUp("submit"), "npx azbatch submit");
  });

  it("leaves npx out in a shell with completion", () =>
    assert.equal(followUps({}, { AZBATCH_COMMAND: "azbatch" })("watch", "job-1"), "azbatch watch job-1"));
});
