import assert from "node:assert/strict";
import { linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";
import { withBatchService } from "../service/with-batch-service.ts";

describe("a pool over the quota", () => {
  it("gets the quota's nodes and Azure's error", () =>
    withBatchService(async ({ client }) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 2 ** 31 - 1 });
      const pool = await until(
        async () => {
          const now = await client.pool.get("pool");
          return now.allocationState === "steady" && now;
        },
        { what: "end of the resize" },
      );
      assert.equal(pool.targetDedicatedNodes, 2 ** 31 - 1);
      assert.equal(pool.currentDedicatedNodes, 200);
      assert.deepEqual(
        pool.resizeErrors?.map(({ code }) => code),
        ["AccountCoreQuotaReached"],
      );
    })).timeout(60_000);
});
