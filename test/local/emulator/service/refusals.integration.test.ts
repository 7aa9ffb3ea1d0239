import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { BatchServiceClient } from "@azure/batch";
import { linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";
import { signedFetch, version } from "./signed-fetch.ts";
import { withBatchService } from "./with-batch-service.ts";

const addPool = (client: BatchServiceClient, more: object) =>
  client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 0, ...more });

const invalid =
  (name: string) =>
  (error: { statusCode: number; body: { code: string; values: { key: string; value: string }[] } }) => {
    const values = Object.fromEntries(error.body.values.map(({ key, value }) => [key, value]));
    assert.deepEqual(
      [error.statusCode, error.body.code, values.PropertyName],
      [400, "InvalidPropertyValue", name],
    );
    assert(values.Reason);
    return true;
  };

const machine = (nodeAgentSKUId: string, imageReference: object) => ({
  virtualMachineConfiguration: { nodeAgentSKUId, imageReference },
});

describe("a pool", () => {
  it("has at most 4 slots per core, if its size names the cores", () =>
    withBatchService(async ({ client }) => {
      await assert.rejects(
        addPool(client, { vmSize: "STANDARD_D2S_V3", taskSlotsPerNode: 9 }),
        invalid("taskSlotsPerNode"),
      );
      await addPool(client, { id: "most", vmSize: "STANDARD_D2S_V3", taskSlotsPerNode: 8 });
      await addPool(client, { id: "old", vmSize: "Standard_D13_v2", taskSlotsPerNode: 32 });
    }));

  it("has the node agent of its image", () =>
    withBatchService(async ({ client }) => {
      const { imageReference } = linux.virtualMachineConfiguration;
      const refused: [string, object][] = [
        ["batch.node.beos 5", imageReference],
        ["ubuntu 24.04", imageReference],
        ["batch.node.ubuntu 22.04", imageReference],
      ];
      for (const [agent, image] of refused)
        await assert.rejects(addPool(client, machine(agent, image)), invalid("nodeAgentSKUId"));
      // Azure has more images than the emulator lists.
      const taken: [string, object][] = [
        [
          "batch.node.windows amd64",
          { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2022-datacenter" },
        ],
        [
          "batch.node.ubuntu 20.04",
          { publisher: "microsoft-azure-batch", offer: "ubuntu-server-container", sku: "20-04-lts" },
        ],
        ["batch.node.el 9", { publisher: "almalinux", offer: "almalinux-x86_64", sku: "9-gen2" }],
        ["Batch.Node.Ubuntu 24.04", { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server" }],
        [
          "batch.node.ubuntu 24.04-arm64",
          { publisher: "canonical", offer: "ubuntu-24_04-lts", sku: "server-arm64" },
        ],
      ];
      for (const [index, [agent, image]] of taken.entries())
        await addPool(client, { id: `pool-${index}`, ...machine(agent, image) });
    }));

  it("changes its machine only while it is empty", () =>
    withBatchService(async ({ client, service, key }) => {
      await addPool(client, {});
      const patch = async (body: object, asked = "api-version=2024-07-01.20.0") => {
        const request = { method: "PATCH", body: JSON.stringify(body) };
        const { status, body: answer } = await signedFetch(
          { ...service, key },
          `/pools/pool?${asked}`,
          request,
        );
        return [status, answer.code];
      };
      assert.deepEqual(await patch({ taskSlotsPerNode: 2, vmSize: "Standard_D4s_v3" }), [200, undefined]);
      assert.equal((await client.pool.get("pool")).taskSlotsPerNode, 2);
      assert.deepEqual(await patch({ taskSlotsPerNode: 17 }), [400, "InvalidPropertyValue"]);
      assert.equal((await patch({ taskSlotsPerNode: 3 }, version))[0], 400, "no older version can");
      await client.pool.resize("pool", { targetDedicatedNodes: 1 });
      await until(async () => (await client.pool.get("pool")).allocationState === "steady");
      assert.deepEqual(await patch({ taskSlotsPerNode: 3 }), [409, "OperationInvalidForCurrentState"]);
      assert.deepEqual(await patch({ metadata: [{ name: "a", value: "b" }] }), [200, undefined]);
    }));

  it("has the user of its start task", () =>
    withBatchService(async ({ client }) => {
      const startTask = { commandLine: "/bin/true", userIdentity: { userName: "me" } };
      await assert.rejects(addPool(client, { startTask }), invalid("username"));
      await addPool(client, { startTask, userAccounts: [{ name: "me", password: "Secret-12345" }] });
      const other = { commandLine: "/bin/true", userIdentity: { userName: "you" } };
      await assert.rejects(client.pool.patch("pool", { startTask: other }), invalid("username"));
      await assert.rejects(
        client.pool.updateProperties("pool", {
          startTask: other,
          metadata: [],
          certificateReferences: [],
          applicationPackageReferences: [],
        }),
        invalid("username"),
      );
      const both = { ...startTask, userIdentity: { userName: "me", autoUser: { scope: "pool" as const } } };
      await assert.rejects(client.pool.patch("pool", { startTask: both }), invalid("userIdentity"));
    }));
});

describe("resource files", () => {
  it("take at most 32,768 characters per task", () =>
    withBatchService(async ({ client }) => {
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      const task = (count: number) => ({
        id: "task",
        commandLine: "/bin/true",
        resourceFiles: Array.from({ length: count }, (_, i) => ({
          httpUrl: `https://store.blob.core.windows.net/input/${i}?${"x".repeat(250)}`,
          filePath: `file-${i}`,
        })),
      });
      await assert.rejects(client.task.add("job", task(100)), invalid("resourceFiles"));
      const jobPreparationTask = { ...task(100), id: "prepare" };
      const job = { id: "other", poolInfo: { poolId: "pool" }, jobPreparationTask };
      await assert.rejects(client.job.add(job), invalid("resourceFiles"));
      await client.task.add("job", task(90));
    }));
});

describe("an environment variable", () => {
  it("has a name that a process can have", () =>
    withBatchService(async ({ client }) => {
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      for (const name of ["A=B", "", "A\0B"]) {
        const environmentSettings = [{ name, value: "x" }];
        await assert.rejects(
          client.task.add("job", { id: "task", commandLine: "/bin/true", environmentSettings }),
          invalid("environmentSettings"),
        );
        const job = {
          id: "other",
          poolInfo: { poolId: "pool" },
          commonEnvironmentSettings: environmentSettings,
        };
        await assert.rejects(client.job.add(job), invalid("environmentSettings"));
      }
    }));
});

describe("a request that the HTTP parser refuses", () => {
  it("gets an error in Azure's form", () =>
    withBatchService(async ({ service, key }) => {
      const long = await signedFetch({ ...service, key }, `/pools?${version}`, {
        headers: { "x-long": "x".repeat(20_000) },
      });
      assert.deepEqual([long.status, long.body.code], [400, "InvalidHeaderValue"]);
      assert.match(String(long.headers["request-id"]), /^[0-9a-f-]{36}$/);
      assert.match(long.body.values?.[0]?.value ?? "", /16384 bytes/);

      const socket = connect(Number(new URL(service.endpoint).port), "127.0.0.1");
      await once(socket, "connect");
      socket.write("HELLO\r\n\r\n");
      assert.match(await text(socket), /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"code":"InvalidUri"/);
    }));
});
