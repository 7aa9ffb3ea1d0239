import assert from "node:assert/strict";
import { putResource, readResource, updateResource } from "../../../local/provision/resources.ts";
import { until } from "../../helpers/until.ts";
import { type Lab, withBatchService } from "../emulator/service/with-batch-service.ts";
import { account, fakeCloud, group } from "./fake-cloud.ts";

const token = (name: string): string => `azure-native:${name}`;

const pool = {
  resourceGroupName: "g",
  accountName: account.accountName,
  poolName: "workers",
  vmSize: "Standard_D2s_v5",
  deploymentConfiguration: {
    virtualMachineConfiguration: {
      imageReference: { publisher: "canonical", offer: "ubuntu-24_04-lts", sku: "server" },
      nodeAgentSkuId: "batch.node.ubuntu 24.04",
    },
  },
  scaleSettings: { fixedScale: { targetDedicatedNodes: 1 } },
  startTask: { commandLine: "/bin/true" },
  userAccounts: [{ name: "anna", password: "secret" }],
  networkConfiguration: { publicIPAddressConfiguration: { provision: "BatchManaged" } },
};

/** A cloud with the real Batch service and a pool. */
const withPool = (use: (lab: LabWithPool) => Promise<void>): Promise<void> =>
  withBatchService(async (lab) => {
    lab.service.putAccount(account.accountName);
    const { cloud, records } = fakeCloud({ batch: lab.service });
    await putResource(token("resources:ResourceGroup"), group, cloud);
    await putResource(token("batch:BatchAccount"), account, cloud);
    const { id } = await putResource(token("batch:Pool"), pool, cloud);
    const recordLive = (live: object) => void records.set(id, { ...records.get(id)!, live: { ...live } });
    await use({ ...lab, ...operationsOf(cloud, id), recordLive });
  });

type LabWithPool = Lab &
  ReturnType<typeof operationsOf> & {
    /** Changes what the local cloud has recorded about the pool after its last put. */
    readonly recordLive: (live: object) => void;
  };

const operationsOf = (cloud: ReturnType<typeof fakeCloud>["cloud"], id: string) => {
  const read = async (olds: object = pool) =>
    (await readResource(token("batch:Pool"), id, cloud, { ...olds }))!;
  const update = (change: object) =>
    updateResource(token("batch:Pool"), { olds: pool, news: { ...pool, ...change }, urn: "urn" }, cloud);
  const hasNodes = async (count: number) =>
    until(async () => (await read()).state.currentDedicatedNodes === count, { what: `${count} nodes` });
  return { read, update, hasNodes };
};

describe("a pool of the provider in the Batch service", () => {
  it("has no drift after it is created and updated, and outputs with Azure's defaults, without passwords", () =>
    withPool(async ({ read, update, hasNodes }) => {
      assert.deepEqual((await read()).inputs, pool);
      await hasNodes(1);
      const { inputs, state } = await read();
      assert.deepEqual(inputs, pool);
      assert.equal(state.vmSize, "STANDARD_D2S_V5");
      assert.equal(state.interNodeCommunication, "Disabled");
      assert.deepEqual(state.scaleSettings, {
        fixedScale: { targetDedicatedNodes: 1, targetLowPriorityNodes: 0, resizeTimeout: "PT15M" },
      });
      assert.deepEqual(state.userAccounts, [{ name: "anna", elevationLevel: "NonAdmin" }]);
      const changed = { scaleSettings: { autoScale: { formula: "$TargetDedicatedNodes = 1;" } } };
      const { state: after } = await update(changed);
      assert.deepEqual((await read({ ...pool, ...changed })).inputs, { ...pool, ...changed });
      assert.deepEqual(after.scaleSettings, {
        autoScale: { formula: "$TargetDedicatedNodes = 1;", evaluationInterval: "PT15M" },
      });
      assert.equal(after.creationTime, state.creationTime);
      assert.notEqual(after.etag, state.etag);
    }));

  it("has no drift if an earlier version of the local cloud has recorded it", () =>
    withPool(async ({ read, recordLive }) => {
      const { deploymentConfiguration, scaleSettings, startTask, userAccounts } = pool;
      // Without network, in the spelling of the inputs, and with passwords.
      recordLive({ vmSize: pool.vmSize, deploymentConfiguration, scaleSettings, startTask, userAccounts });
      assert.deepEqual((await read()).inputs, pool);
    }));

  it("changes its machines only without nodes; repeating them is no change", () =>
    withPool(async ({ read, update, hasNodes }) => {
      await hasNodes(1);
      const refused = { code: "PropertyCannotBeUpdated" };
      await assert.rejects(update({ vmSize: "Standard_D4s_v5" }), refused);
      await assert.rejects(update({ networkConfiguration: undefined }), refused);
      await update({ metadata: [{ name: "a", value: "b" }] });
      await update({ scaleSettings: { fixedScale: { targetDedicatedNodes: 0 } } });
      await hasNodes(0);
      const scaleSettings = { fixedScale: { targetDedicatedNodes: 0 } };
      await update({ vmSize: "Standard_D4s_v5", scaleSettings });
      assert.equal((await read()).state.vmSize, "STANDARD_D4S_V5");
    }));

  it("reports what the Batch service refuses as an error that the user can fix", () =>
    withPool(async ({ update }) => {
      const imageReference = { publisher: "a", offer: "b", sku: "c" };
      const virtualMachineConfiguration = {
        ...pool.deploymentConfiguration.virtualMachineConfiguration,
        imageReference,
      };
      const change = { deploymentConfiguration: { virtualMachineConfiguration } };
      await update({ scaleSettings: { fixedScale: { targetDedicatedNodes: 0 } } });
      await assert.rejects(update(change), { name: "LocalCloudError", code: "InvalidResource" });
    }));
});
