import assert from "node:assert/strict";
import type { ActionResult, NodeView, Problem } from "../../../browser/contract/dashboard.ts";
import type { TaskDetail, TaskPage } from "../../../browser/contract/dashboard-tasks.ts";
import { batchClient } from "../../helpers/batch-client.ts";
import { describeOnOwnCloud } from "../on-cloud.ts";
import { jobOf } from "../user.ts";
import { type DashboardPage, withDashboard } from "./dashboard-page.ts";

describeOnOwnCloud("azbatch dashboard: commands, reports and pools", ({ cloud, user }) => {
  const onPage = (cwd: string, use: (page: DashboardPage) => Promise<void>): Promise<void> =>
    withDashboard(["--outputs", cloud.outputsFile], { cwd }, use);

  const json = async <T>(answer: Promise<Response>): Promise<T> => (await answer).json() as Promise<T>;

  it("shows the command of each task as its user knows it", async () => {
    const cwd = await user.withInputs({});
    const ran = await user.command(["run", "echo {index}; exit {index}", "--count", "2"], { cwd });
    const jobId = jobOf(ran);
    await onPage(cwd, async ({ get, untilValue }) => {
      const { tasks } = await json<TaskPage>(get(`jobs/${jobId}/tasks?sort=id`));
      assert.deepEqual(
        tasks.map(({ label }) => label),
        ["echo 0; exit 0", "echo 1; exit 1"],
      );
      const detail = await json<TaskDetail>(get(`jobs/${jobId}/tasks/${tasks[1]?.id}`));
      assert.equal(detail.command, "echo 1; exit 1");
      const run = await untilValue(`run/${jobId}`, ({ failures }) => failures.length === 1);
      assert.equal(run.failures[0]?.label, "echo 1; exit 1");

      const report = await get(`runs/${jobId}/report`);
      assert.equal(report.status, 200);
      const policy = report.headers.get("content-security-policy") ?? "";
      assert.match(policy, /sandbox allow-scripts/);
      assert.doesNotMatch(policy, /allow-same-origin|unsafe|connect-src/);
      const html = await report.text();
      assert(html.includes(`<title>${jobId}: 1 succeeded, 1 failed`));
    });
  });

  it("says why a node's start task failed", () =>
    onPage(cloud.folder, async ({ untilValue }) => {
      const client = batchClient(cloud.outputs);
      const { virtualMachineConfiguration, vmSize = "" } = await client.pool.get(cloud.outputs.poolId);
      const startTask = { commandLine: "/bin/sh -c 'exit 9'", waitForSuccess: true, maxTaskRetryCount: 0 };
      const pool = { id: "broken", vmSize, targetDedicatedNodes: 1, virtualMachineConfiguration, startTask };
      await client.pool.add(pool);
      const hasFailed = (node?: NodeView) => node?.state === "starttaskfailed";
      const pools = await untilValue("pools", (found) => found.some(({ nodes }) => hasFailed(nodes[0])));
      assert.match(pools.find(({ id }) => id === "broken")?.nodes[0]?.error ?? "", /\b9\b|exit code/);
      await client.pool.deleteMethod("broken");
    }));

  it("shows pools with their start tasks, and evaluates a formula", () =>
    onPage(cloud.folder, async ({ get, post, untilValue }) => {
      const [pool] = await untilValue("pools", (pools) => pools[0]?.nodes.length === 2);
      assert.equal(pool?.id, cloud.outputs.poolId);
      assert.equal(pool?.nodes[0]?.startTask?.exitCode, 0);
      assert.equal(pool?.history.length, 1);
      assert((pool?.costPerHour?.amount ?? 0) > 0);
      const log = await get(`pools/${pool?.id}/nodes/${pool?.nodes[0]?.id}/files/startup/stdout.txt`);
      assert.equal(log.status, 200);
      await log.text();
      const refused = await post(`pools/${pool?.id}/evaluate`);
      assert.equal((await json<Problem>(Promise.resolve(refused))).code, "AutoscaleOff");
      const client = batchClient(cloud.outputs);
      await client.pool.enableAutoScale(cloud.outputs.poolId, {
        autoScaleFormula: "$TargetDedicatedNodes = 2;",
      });
      const evaluated = await json<ActionResult>(post(`pools/${pool?.id}/evaluate`));
      assert.match(evaluated.results ?? "", /\$TargetDedicatedNodes=2/);
      const formula = "$TargetDedicatedNodes = 1 + 2;";
      const edited = await json<ActionResult>(post(`pools/${pool?.id}/evaluate`, { formula }));
      assert.match(edited.results ?? "", /\$TargetDedicatedNodes=3/);
      const broken = post(`pools/${pool?.id}/evaluate`, { formula: "$TargetDedicatedNodes = " });
      assert.match((await json<Problem>(broken)).code, /Formula|InvalidPropertyValue/);
      assert.equal((await post(`pools/${pool?.id}/evaluate`, { formula: 3 })).status, 400);
      const [scaled] = await untilValue("pools", ([found]) => found?.autoscale !== undefined);
      assert.equal(scaled?.autoscale?.formula, "$TargetDedicatedNodes = 2;");
    }));
});
