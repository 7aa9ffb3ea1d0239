import assert from "node:assert/strict";
import { poolRecord } from "../../../runner/results/pool-record.ts";
import { type LastLook, lookAtPool } from "../../../runner/run/look-at-pool.ts";
import { fakeClock } from "../fakes.ts";

const batch: LastLook["batch"] = {
  getPool: async () => undefined,
  listNodes: async () => [
    { id: "early", allocationTime: new Date(1000) },
    { id: "late", allocationTime: new Date(3000) },
    { id: "unknown" },
  ],
  listPreparations: async () => [],
};

const look = async (changes: Partial<LastLook>) => {
  const pool = poolRecord();
  const ids = { jobId: "job", poolId: "pool" };
  await lookAtPool({ batch, ...ids, clock: fakeClock(), pool, lastEnd: undefined, ...changes });
  return pool.nodes()?.map(({ id }) => id);
};

describe("run/look-at-pool", () => {
  it("leaves out nodes that were allocated after the last task", async () => {
    assert.deepEqual(await look({ lastEnd: new Date(2000) }), ["early", "unknown"]);
    assert.deepEqual(await look({}), ["early", "late", "unknown"]);
  });

  it("records what can be read", async () => {
    const failing = { ...batch, listPreparations: () => Promise.reject(new Error("no")) };
    assert.equal((await look({ batch: failing }))?.length, 3);
    const blind = { ...failing, listNodes: () => Promise.reject(new Error("no")) };
    assert.equal(await look({ batch: blind }), undefined);
  });
});
