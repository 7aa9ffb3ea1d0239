import assert from "node:assert/strict";
import { account, linux } from "../../../helpers/account.ts";
import { startService } from "../../../helpers/service-process.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { addPool, allocationIn, nodesIn } from "./pool-states.ts";
import { virtualTime } from "./virtual-time.ts";
import { clientOf, type Lab, withBatchService } from "./with-batch-service.ts";

describe("a service that ends at Azure's pace", () => {
  it("continues a resize after kill -9", () =>
    withTemporaryFolder(async (dir) => {
      const pace = "azure/50";
      const first = startService(dir, pace);
      const { endpoint, key } = await first.ready;
      await clientOf({ endpoint }, key).pool.add({ id: "pool", ...linux, targetDedicatedNodes: 2 });
      await first.kill();
      await withBatchService(
        async (lab) => {
          await allocationIn(lab, "steady");
          await nodesIn(lab, "idle idle");
          await lab.client.pool.deleteMethod("pool");
        },
        { dir, pace },
      );
    }));

  it("has removed a pool that was being deleted when it starts after kill -9", () =>
    withTemporaryFolder(async (dir) => {
      const pool = { id: "pool", ...linux, targetDedicatedNodes: 1 };
      const first = startService(dir, "azure");
      const { endpoint, key } = await first.ready;
      const client = clientOf({ endpoint }, key);
      await client.pool.add(pool);
      await client.pool.deleteMethod("pool");
      assert.equal((await client.pool.get("pool")).state, "deleting");
      await first.kill();
      await withBatchService(
        async (lab) => {
          lab.service.putPool(account, pool);
          assert.equal((await lab.client.pool.get("pool")).state, "active");
        },
        { dir, pace: "azure" },
      );
    }));

  it("continues a resize and a boot", () =>
    withTemporaryFolder(async (dir) => {
      const time = virtualTime();
      const options = { ...time, dir, pace: "azure" };
      const lab = (use: (lab: Lab) => Promise<void>) => withBatchService(use, options);
      await lab(async (first) => {
        await addPool(first, 1);
        time.advance(30_000);
      });
      await lab(async (second) => {
        await allocationIn(second, "resizing");
        time.advance(22_001);
        await nodesIn(second, "creating");
        time.advance(6001);
        await nodesIn(second, "starting");
        time.advance(8000);
      });
      await lab(async (third) => {
        await nodesIn(third, "starting");
        time.advance(4001);
        await nodesIn(third, "idle");
      });
      await lab(async (fourth) => void (await nodesIn(fourth, "idle")));
    }));
});
