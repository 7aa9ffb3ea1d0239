import assert from "node:assert/strict";
import { linux } from "../../../helpers/account.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { until } from "../../../helpers/until.ts";
import { signedFetch } from "./signed-fetch.ts";
import { type Lab, withBatchService } from "./with-batch-service.ts";

const version = "api-version=2024-07-01.20.0";

interface FoundNode {
  readonly id: string;
  readonly schedulingState: string;
  readonly lastBootTime?: string;
  readonly state: string;
}

const nodeIn = ({ service, key }: Lab, state: string) =>
  until(async () => {
    const { body } = await signedFetch({ endpoint: service.endpoint, key }, `/pools/pool/nodes?${version}`);
    const [node] = (body.value ?? []) as unknown as FoundNode[];
    return node?.state === state && node;
  });

const post = async ({ service, key }: Lab, path: string, body?: object): Promise<number> => {
  const request = { method: "POST", body: JSON.stringify(body ?? {}) };
  return (await signedFetch({ endpoint: service.endpoint, key }, `${path}?${version}`, request)).status;
};

const counts = async ({ service, key }: Lab, asked = version) => {
  const { body } = await signedFetch({ endpoint: service.endpoint, key }, `/nodecounts?${asked}`);
  return body.value?.[0]?.dedicated as Record<string, number>;
};

describe("a deallocated node", () => {
  it("stays in the pool, also after a restart, until it is started or removed", () =>
    withTemporaryFolder(async (dir) => {
      const id = await withBatchService(
        async (lab) => {
          await lab.client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1 });
          const { id } = await nodeIn(lab, "idle");
          assert.equal(await post(lab, `/pools/pool/nodes/${id}/deallocate`), 202);
          await nodeIn(lab, "deallocated");
          assert.equal((await lab.client.pool.get("pool")).currentDedicatedNodes, 1);
          return id;
        },
        { dir },
      );
      await withBatchService(
        async (lab) => {
          const { schedulingState, lastBootTime } = await nodeIn(lab, "deallocated");
          assert.equal(schedulingState, "disabled");
          assert(lastBootTime);
          assert.deepEqual((await counts(lab)).deallocated, 1);
          const older = await counts(lab, "api-version=2022-10-01.16.0");
          assert.deepEqual([older.deallocated, older.offline, older.total], [undefined, 1, 1]);
          assert.equal((await lab.client.computeNode.get("pool", id)).state, "offline");
          assert.equal(await post(lab, `/pools/pool/nodes/${id}/reboot`), 409);
          assert.equal(await post(lab, `/pools/pool/nodes/${id}/start`), 202);
          assert.equal((await nodeIn(lab, "idle")).schedulingState, "enabled");
          await post(lab, `/pools/pool/nodes/${id}/deallocate`);
          await nodeIn(lab, "deallocated");
          await lab.client.pool.removeNodes("pool", { nodeList: [id] });
          await until(async () => (await lab.client.computeNode.list("pool")).length === 0);
        },
        { dir },
      );
    }));

  it("waits for its tasks if the request says so, and takes no more", () =>
    withBatchService(async (lab) => {
      const { client } = lab;
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1 });
      const { id } = await nodeIn(lab, "idle");
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      const commandLine = "/bin/sh -c 'until [ -e $AZ_BATCH_NODE_SHARED_DIR/go ]; do sleep 0.01; done'";
      await client.task.add("job", { id: "task", commandLine });
      await nodeIn(lab, "running");
      const option = { nodeDeallocateOption: "taskcompletion" };
      assert.equal(await post(lab, `/pools/pool/nodes/${id}/deallocate`, option), 202);
      await client.task.add("job", { id: "more", commandLine: "/bin/true" });
      await nodeIn(lab, "deallocating");
      await client.task.terminate("job", "task");
      await nodeIn(lab, "deallocated");
      assert.equal((await client.task.get("job", "more")).state, "active");
    }));
});
