import assert from "node:assert/strict";
import { apiVersions } from "../../local/emulator/protocol/versions.ts";
import { eventually } from "./eventually.ts";
import { conforms, linux, suite } from "./lab.ts";
import { refused } from "./refused.ts";
import { taskFile } from "./run-tasks.ts";

suite("API versions", () => {
  for (const apiVersion of apiVersions) {
    conforms(`${apiVersion} runs a task and shows every resource`, async (lab) => {
      const client = lab.clientWith({ apiVersion });
      const poolId = lab.newId("pool");
      lab.defer(() => client.pool.deleteMethod(poolId));
      await client.pool.add({ id: poolId, ...linux, targetDedicatedNodes: 0 });
      assert.equal((await client.pool.get(poolId)).id, poolId);
      const pools = await client.pool.list({ poolListOptions: { filter: `id eq '${poolId}'` } });
      assert.equal(pools.length, 1);
      const jobId = lab.newId("job");
      lab.defer(() => client.job.deleteMethod(jobId));
      await client.job.add({ id: jobId, poolInfo: { poolId: lab.sharedPool } });
      await client.task.addCollection(jobId, [{ id: "task", commandLine: "/bin/echo hello" }]);
      await eventually("the task's end", async () => {
        const [task] = await client.task.list(jobId);
        return task?.state === "completed";
      });
      assert.equal(await taskFile(lab, jobId, "task"), "hello\n");
      assert.equal((await client.task.get(jobId, "task")).executionInfo?.exitCode, 0);
      assert((await client.file.listFromTask(jobId, "task")).length > 0);
      assert.equal((await client.computeNode.list(lab.sharedPool)).length, 1);
      await client.job.getTaskCounts(jobId);
      await client.account.listPoolNodeCounts();
      if (apiVersion >= "2019-06-01.9.0") await client.account.listSupportedImages();
      assert.equal((await client.job.list({ jobListOptions: { filter: `id eq '${jobId}'` } })).length, 1);
      await refused(client.job.get(lab.newId("none")), { statusCode: 404, code: "JobNotFound" });
    });
  }

  conforms("after 2024-02-01.19.0 have no pool of cloud services", async (lab) => {
    const cloudServiceConfiguration = { osFamily: "6" };
    const id = lab.newId("cloud-service");
    const client = lab.clientWith({ apiVersion: "2024-07-01.20.0" });
    const pool = { id, vmSize: linux.vmSize, cloudServiceConfiguration, targetDedicatedNodes: 0 };
    await refused(client.pool.add(pool), { statusCode: 400 });
  });
});
