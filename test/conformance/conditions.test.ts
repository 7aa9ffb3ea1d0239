import assert from "node:assert/strict";
import { conforms, suite } from "./lab.ts";
import { refused } from "./refused.ts";

const notMet = { statusCode: 412, code: "ConditionNotMet" };

suite("conditional headers", () => {
  conforms("reject a change if the ETag is outdated", async (lab) => {
    const jobId = await lab.addJob();
    const { eTag: first } = await lab.client.job.get(jobId);
    await lab.client.job.patch(jobId, { priority: 1 }, { jobPatchOptions: { ifMatch: first! } });
    const { eTag: second, priority } = await lab.client.job.get(jobId);
    assert.equal(priority, 1);
    assert.notEqual(second, first);
    const late = lab.client.job.patch(jobId, { priority: 2 }, { jobPatchOptions: { ifMatch: first! } });
    await refused(late, notMet);
    await lab.client.job.patch(jobId, { priority: 3 }, { jobPatchOptions: { ifMatch: `"${second}"` } });
    await lab.client.job.patch(jobId, { priority: 4 }, { jobPatchOptions: { ifMatch: "*" } });
    await refused(
      lab.client.job.deleteMethod(jobId, { jobDeleteMethodOptions: { ifMatch: second! } }),
      notMet,
    );
    const never = lab.client.job.terminate(jobId, { jobTerminateOptions: { ifNoneMatch: "*" } });
    await refused(never, notMet);
  });

  conforms("answer 304 if the resource has not changed", async (lab) => {
    const jobId = await lab.addJob();
    const { eTag, lastModified } = await lab.client.job.get(jobId);
    const read = (jobGetOptions: object) => lab.client.job.get(jobId, { jobGetOptions });
    const unchanged = { statusCode: 304 };
    await refused(read({ ifNoneMatch: eTag! }), unchanged);
    await refused(read({ ifModifiedSince: new Date(lastModified!.getTime() + 1000) }), unchanged);
    assert.equal((await read({ ifNoneMatch: "0x1" })).id, jobId);
    assert.equal((await read({ ifModifiedSince: new Date(lastModified!.getTime() - 60_000) })).id, jobId);
    assert.equal((await read({ ifMatch: eTag! })).id, jobId);
  });

  conforms("are rejected if there is more than one", async (lab) => {
    const jobId = await lab.addJob();
    const both = { ifMatch: "0x1", ifNoneMatch: "0x2" };
    await refused(lab.client.job.get(jobId, { jobGetOptions: both }), {
      statusCode: 400,
      code: "MultipleConditionHeadersNotSupported",
    });
  });

  conforms("apply to pools and tasks", async (lab) => {
    const poolId = await lab.addPool();
    const pool = await lab.client.pool.get(poolId);
    assert.equal(pool.eTagHeader, pool.eTag);
    const stale = { ifMatch: "0x8D4BCC2E4835CD0" };
    await refused(lab.client.pool.deleteMethod(poolId, { poolDeleteMethodOptions: stale }), notMet);
    const jobId = await lab.addJob({ poolInfo: { poolId } });
    await lab.client.task.add(jobId, { id: "task", commandLine: "/bin/true" });
    await refused(lab.client.task.terminate(jobId, "task", { taskTerminateOptions: stale }), notMet);
    await refused(lab.client.task.deleteMethod(jobId, "task", { taskDeleteMethodOptions: stale }), notMet);
    const { eTag } = await lab.client.task.get(jobId, "task");
    await lab.client.task.deleteMethod(jobId, "task", { taskDeleteMethodOptions: { ifMatch: eTag! } });
  });
});
