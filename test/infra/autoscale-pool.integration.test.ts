import assert from "node:assert/strict";
import { autoscaleFormula } from "../../infra/autoscale.ts";
import { until } from "../helpers/until.ts";
import { addPool, addTasks, minute, nodes } from "../local/emulator/service/scaling-pool.ts";
import { virtualTime } from "../local/emulator/service/virtual-time.ts";
import { withBatchService } from "../local/emulator/service/with-batch-service.ts";

const formula = autoscaleFormula({
  minNodes: 0,
  maxNodes: 10,
  spotPercent: 50,
  taskSlotsPerNode: 2,
  idleMinutes: 10,
});

describe("emulated pool with the autoscale formula", () => {
  it("allocates nodes for its tasks, half of them spot, and keeps them for the idle minutes", () => {
    const time = virtualTime();
    return withBatchService(async ({ client }) => {
      await addPool(client, formula, { taskSlotsPerNode: 2 });
      await nodes(client, 0);
      await addTasks(client, 7, "/bin/sleep 600");
      time.advance(1000);
      const grown = await nodes(client, 2);
      assert.deepEqual([grown.currentLowPriorityNodes, grown.autoScaleRun?.error], [2, undefined]);

      time.advance(2 * minute);
      await client.job.terminate("job");
      await until(async () => (await client.job.get("job")).state === "completed");
      time.advance(9 * minute);
      assert.equal((await nodes(client, 2)).currentLowPriorityNodes, 2);
      time.advance(5 * minute);
      assert.equal((await nodes(client, 0)).currentLowPriorityNodes, 0);
    }, time);
  });
});
