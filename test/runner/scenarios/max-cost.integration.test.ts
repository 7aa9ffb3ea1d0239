import assert from "node:assert/strict";
import { defineWorkload } from "../../../task/workload.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, eventOf, jobOf } from "../user.ts";

describeOnCloud("limit of costs", ({ user }) => {
  /** Each call has new code, so no earlier run of it is known. */
  const setUp = async (command: string) => {
    const cwd = await user.withInputs({});
    const costly = defineWorkload({ description: "for tests", command, plan: () => [{ name: "only" }] });
    const context = { workloads: { costly } };
    const run = (...words: string[]): Promise<CommandOutput> =>
      user.run(["costly", "--node-price", "3600", ...words], { cwd, context });
    const status = (job: string): Promise<CommandOutput> => user.command(["status", job], { cwd, context });
    return { run, status };
  };

  it("starts code that has not run before, and ends it when it has cost more", async () => {
    const { run, status } = await setUp("sleep 300");
    const said = await run("--max-cost", "0.5", "--keep-job", "--json");
    assert.equal(said.exitCode, 100, said.stderr);
    const { cost, maxCost, jobId } = eventOf(said, "overspent");
    assert(cost.amount > maxCost);
    const shown = await status(jobId);
    assert.match(shown.stdout, /^Stopped after .*--max-cost 0\.5/m);
  });

  it("refuses new code with --detach, which nothing would limit, before it starts a job", async () => {
    const { run } = await setUp("true # detached");
    const refused = await run("--max-cost", "5", "--detach");
    assert.deepEqual([refused.exitCode, refused.code], [2, "CostUnknown"]);
    const preview = await run("--max-cost", "5", "--detach", "--dry-run");
    assert.deepEqual([preview.exitCode, preview.code], [2, "CostUnknown"]);
  });

  it("estimates code that has run, also with --force", async () => {
    const { run } = await setUp("sleep 0.2 # known");
    jobOf(await run("--yes"));
    const { nodeHours = 0 } = eventOf(await run("--dry-run", "--force", "--json"), "estimated");
    assert(nodeHours > 0);
    const refused = await run("--max-cost", "0.000001", "--force");
    assert.deepEqual([refused.exitCode, refused.code], [2, "CostTooHigh"]);
    const cached = await run("--max-cost", "0.000001", "--yes");
    assert.equal(cached.exitCode, 0, cached.stderr);
  });
});
