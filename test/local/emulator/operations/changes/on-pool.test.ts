import assert from "node:assert/strict";
import { account, linux } from "../../../../helpers/account.ts";
import { type OperationsLab, withOperations } from "../with-operations.ts";

const job = ({ store }: OperationsLab) => store.jobs.find(account, "job")?.doc;

const automatic = (changes: object = {}) => ({
  autoPoolSpecification: { poolLifetimeOption: "job", pool: linux, ...changes },
});

const changesOf = (lab: OperationsLab) => ({
  put: (poolInfo: object) => lab.run("Job_Update", { body: { poolInfo } }),
  patch: (poolInfo: object) => lab.run("Job_Patch", { body: { poolInfo } }),
});

const pool = { ...linux, targetDedicatedNodes: 0 };

describe("the pool of a job in PUT and PATCH", () => {
  it("is compared after its defaults are filled in", () =>
    withOperations(async (lab) => {
      await lab.addJob({ poolInfo: automatic({ pool }) });
      const { executionInfo } = job(lab)!;
      for (const change of Object.values(changesOf(lab))) {
        await change(automatic({ pool }));
        await change(automatic({ pool: { ...pool, resizeTimeout: "PT15M" }, keepAlive: false }));
        await change(automatic({ pool: { ...pool, vmSize: pool.vmSize.toUpperCase() } }));
        const pack = { taskSchedulingPolicy: { nodeFillType: "pack" } };
        await assert.rejects(change(automatic({ pool: { ...pool, ...pack } })), {
          code: "OperationInvalidForCurrentState",
        });
      }
      assert.equal(job(lab)?.poolInfo.autoPoolSpecification?.poolLifetimeOption, "job");
      assert.deepEqual(job(lab)?.executionInfo, executionInfo);
    }));

  it("can be kept alive if it lives as long as the job", () =>
    withOperations(async (lab) => {
      await lab.addJob({ poolInfo: automatic({ pool }) });
      const { patch, put } = changesOf(lab);
      await patch(automatic({ pool, keepAlive: true }));
      assert.equal(job(lab)?.poolInfo.autoPoolSpecification?.keepAlive, true);
      await put(automatic({ pool }));
      assert.equal(job(lab)?.poolInfo.autoPoolSpecification?.keepAlive, false);
      lab.set("jobs", { poolInfo: automatic({ pool, poolLifetimeOption: "jobschedule" }) });
      await assert.rejects(patch(automatic({ pool, keepAlive: true })), {
        code: "OperationInvalidForCurrentState",
      });
    }));

  it("may be repeated for a job of a schedule, which its pool outlives", () =>
    withOperations(async (lab) => {
      const shared = automatic({ pool, poolLifetimeOption: "jobschedule" });
      await lab.addJob();
      lab.set("jobs", { poolInfo: shared });
      for (const change of Object.values(changesOf(lab))) await change(shared);
      await assert.rejects(lab.addJob({ id: "other", poolInfo: shared }), { code: "InvalidPropertyValue" });
    }));

  it("can't become an automatic pool", () =>
    withOperations(async (lab) => {
      await lab.addJob();
      lab.set("jobs", { state: "disabled" });
      const { patch } = changesOf(lab);
      await assert.rejects(patch(automatic({ pool })), { code: "InvalidPropertyValue" });
      await assert.rejects(patch({}), { code: "InvalidPropertyValue" });
    }));
});
