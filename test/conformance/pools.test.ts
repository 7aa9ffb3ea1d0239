import assert from "node:assert/strict";
import type { BatchServiceModels as Models } from "@azure/batch";
import { eventually } from "./eventually.ts";
import { conforms, type Lab, linux, suite } from "./lab.ts";
import { refused } from "./refused.ts";
import { taskIn } from "./run-tasks.ts";

const steady = (lab: Lab, poolId: string) =>
  eventually(`pool ${poolId} steady`, async () => {
    const pool = await lab.client.pool.get(poolId);
    return pool.allocationState === "steady" && pool;
  });

suite("pools", () => {
  conforms("have Azure's defaults, a URL and an ETag", async (lab) => {
    const id = await lab.addPool();
    const pool = await steady(lab, id);
    assert.equal(pool.id, id);
    assert.equal(pool.url, `${lab.target.endpoint}/pools/${id}`);
    assert.match(pool.eTag!, /^0x[0-9A-F]+$/);
    assert.equal(pool.state, "active");
    assert.equal(pool.vmSize?.toLowerCase(), linux.vmSize);
    assert.equal(pool.virtualMachineConfiguration?.imageReference.sku, "2404");
    assert.equal(pool.resizeTimeout, "PT15M");
    assert.deepEqual([pool.targetDedicatedNodes, pool.targetLowPriorityNodes], [0, 0]);
    assert.deepEqual([pool.currentDedicatedNodes, pool.currentLowPriorityNodes], [0, 0]);
    assert.deepEqual([pool.enableAutoScale, pool.enableInterNodeCommunication], [false, false]);
    assert.equal(pool.taskSlotsPerNode, 1);
    assert.equal(pool.taskSchedulingPolicy?.nodeFillType, "Spread");
    assert(pool.creationTime instanceof Date && pool.allocationStateTransitionTime instanceof Date);
    assert.deepEqual([pool.displayName, pool.metadata, pool.startTask], [undefined, undefined, undefined]);
  });

  conforms("need no targets, hide passwords, and fill in the start task's user", async (lab) => {
    const id = lab.newId("accounts");
    const startTask = { commandLine: "/bin/true", userIdentity: { autoUser: { elevationLevel: "admin" } } };
    const userAccounts = [{ name: "me", password: "Secret-0123456789" }];
    await lab.client.pool.add({ id, ...linux, startTask, userAccounts } as Models.PoolAddParameter);
    lab.defer(() => lab.client.pool.deleteMethod(id));
    const pool = await lab.client.pool.get(id);
    assert.deepEqual([pool.targetDedicatedNodes, pool.targetLowPriorityNodes], [0, 0]);
    assert.deepEqual(pool.userAccounts, [{ name: "me", elevationLevel: "nonadmin" }]);
    assert.deepEqual(pool.startTask, {
      commandLine: "/bin/true",
      userIdentity: { autoUser: { scope: "pool", elevationLevel: "admin" } },
      maxTaskRetryCount: 0,
      waitForSuccess: true,
    });
  });

  conforms("reject images, users and packages that don't exist or don't match", async (lab) => {
    const machine = linux.virtualMachineConfiguration;
    const add = (settings: object) => lab.client.pool.add({ id: lab.newId("bad"), ...linux, ...settings });
    const withMachine = (changes: object) => ({ virtualMachineConfiguration: { ...machine, ...changes } });
    const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g";
    const id = `${group}/providers/Microsoft.Compute/images/i`;
    const plain = { publisher: "canonical", offer: "0001-com-ubuntu-server-jammy", sku: "22_04-lts" };
    const agent = { nodeAgentSKUId: "batch.node.ubuntu 22.04" };
    const containers = { containerConfiguration: { type: "dockerCompatible" } };
    const windows = {
      name: "me",
      password: "Secret-0123456789",
      windowsUserConfiguration: { loginMode: "batch" },
    };
    const bad: [string, object][] = [
      ["imageReference", withMachine({ imageReference: { publisher: "a", offer: "b", sku: "c" } })],
      ["virtualMachineImageId", withMachine({ imageReference: { virtualMachineImageId: id } })],
      ["containerConfiguration", withMachine({ imageReference: plain, ...agent, ...containers })],
      ["windowsUserConfiguration", { userAccounts: [windows] }],
    ];
    for (const [name, settings] of bad) {
      const { values } = await refused(add(settings), { statusCode: 400, code: "InvalidPropertyValue" });
      assert.equal(values.PropertyName, name);
    }
    const { values } = await refused(add({ applicationPackageReferences: [{ applicationId: "missing" }] }), {
      statusCode: 409,
      code: "InvalidApplicationPackageReferences",
    });
    assert.deepEqual(Object.keys(values), ["missing"]);
  });

  conforms("can't be added twice, and don't exist after deletion", async (lab) => {
    const id = await lab.addPool();
    assert.equal((await lab.client.pool.exists(id)).body, true);
    await refused(lab.client.pool.add({ id, ...linux, targetDedicatedNodes: 0 }), {
      statusCode: 409,
      code: "PoolExists",
    });
    await lab.client.pool.deleteMethod(id);
    await eventually(`no pool ${id}`, async () => !(await lab.client.pool.exists(id)).body);
    await refused(lab.client.pool.get(id), { statusCode: 404, code: "PoolNotFound" });
    await refused(lab.client.pool.deleteMethod(id), { statusCode: 404, code: "PoolNotFound" });
  });

  conforms("reject settings that exclude each other", async (lab) => {
    const add = (settings: object) => lab.client.pool.add({ id: lab.newId("bad"), ...linux, ...settings });
    const { values } = await refused(add({ targetDedicatedNodes: 0, resizeTimeout: "PT1M" }), {
      statusCode: 400,
      code: "InvalidPropertyValue",
    });
    assert.equal(values.PropertyName, "resizeTimeout");
    await refused(add({ targetDedicatedNodes: 0, taskSlotsPerNode: 257 }), { statusCode: 400 });
    await refused(add({ targetDedicatedNodes: 0, virtualMachineConfiguration: undefined }), {
      statusCode: 400,
    });
    await refused(add({ enableAutoScale: true }), { statusCode: 400 });
    await refused(
      add({ enableAutoScale: true, autoScaleFormula: "$TargetDedicatedNodes=0;", targetDedicatedNodes: 1 }),
      { statusCode: 400 },
    );
    await refused(add({ id: "not an id", targetDedicatedNodes: 0 }), {
      statusCode: 400,
      code: "InvalidPropertyValue",
    });
  });

  conforms("reject an image with another image's node agent", async (lab) => {
    const add = (settings: object) =>
      lab.client.pool.add({ id: lab.newId("bad"), ...linux, targetDedicatedNodes: 0, ...settings });
    const { imageReference } = linux.virtualMachineConfiguration;
    for (const nodeAgentSKUId of ["batch.node.ubuntu 22.04", "batch.node.nosuch 1"])
      await refused(add({ virtualMachineConfiguration: { imageReference, nodeAgentSKUId } }), {
        statusCode: 400,
      });
    const startTask = { commandLine: "/bin/true", userIdentity: { userName: "unknown" } };
    await refused(add({ startTask }), { statusCode: 400 });
  });

  conforms("are patched, and their properties replaced", async (lab) => {
    const id = await lab.addPool({
      metadata: [{ name: "a", value: "1" }],
      startTask: { commandLine: "/bin/true" },
    });
    await lab.client.pool.patch(id, { metadata: [{ name: "b", value: "2" }] });
    const patched = await lab.client.pool.get(id);
    assert.deepEqual(patched.metadata, [{ name: "b", value: "2" }]);
    assert.equal(patched.startTask?.commandLine, "/bin/true");
    await lab.client.pool.updateProperties(id, {
      metadata: [{ name: "c", value: "3" }],
      certificateReferences: [],
      applicationPackageReferences: [],
    });
    const replaced = await lab.client.pool.get(id);
    assert.deepEqual(replaced.metadata, [{ name: "c", value: "3" }]);
    assert.equal(replaced.startTask, undefined);
    assert.notEqual(replaced.eTag, patched.eTag);
  });

  conforms("grow and shrink", async (lab) => {
    const id = await lab.addPool();
    await steady(lab, id);
    await lab.client.pool.resize(id, { targetDedicatedNodes: 1 });
    const grown = await steady(lab, id);
    assert.deepEqual([grown.targetDedicatedNodes, grown.currentDedicatedNodes], [1, 1]);
    const [node] = await lab.client.computeNode.list(id);
    await lab.client.pool.removeNodes(id, { nodeList: [node!.id!] });
    const shrunk = await steady(lab, id);
    assert.deepEqual([shrunk.targetDedicatedNodes, shrunk.currentDedicatedNodes], [0, 0]);
    assert.deepEqual([...(await lab.client.computeNode.list(id))], []);
    await refused(lab.client.computeNode.get(id, node!.id!), { statusCode: 404, code: "NodeNotFound" });
  });

  conforms("scale by a formula", async (lab) => {
    const id = await lab.addPool();
    await steady(lab, id);
    const formula = "$TargetDedicatedNodes = 0; $TargetLowPriorityNodes = min(0, 1);";
    await lab.client.pool.enableAutoScale(id, {
      autoScaleFormula: formula,
      autoScaleEvaluationInterval: "PT30M",
    });
    const scaled = await lab.client.pool.get(id);
    assert.deepEqual([scaled.enableAutoScale, scaled.autoScaleFormula], [true, formula]);
    assert.equal(scaled.autoScaleEvaluationInterval, "PT30M");
    const { results } = await lab.client.pool.evaluateAutoScale(id, "a = 2 + 1; $TargetDedicatedNodes = a;");
    assert.match(results ?? "", /\$TargetDedicatedNodes=3;/);
    assert.match(results ?? "", /\$NodeDeallocationOption=requeue/);
    await refused(lab.client.pool.resize(id, { targetDedicatedNodes: 1 }), { statusCode: 409 });
    await lab.client.pool.disableAutoScale(id);
    assert.equal((await lab.client.pool.get(id)).enableAutoScale, false);
    await refused(lab.client.pool.evaluateAutoScale(id, formula), { statusCode: 409 });
    const broken = { enableAutoScale: true, autoScaleFormula: "$TargetDedicatedNodes = (1;" };
    await refused(lab.client.pool.add({ id: lab.newId("bad"), ...linux, ...broken }), {
      statusCode: 400,
      code: "AutoScalingFormulaSyntaxError",
    });
  });

  conforms("start a node for a waiting task", async (lab) => {
    const autoScaleFormula = "$TargetDedicatedNodes = min(1, max(0, $PendingTasks.GetSample(1)));";
    const scaling = { enableAutoScale: true, autoScaleFormula, autoScaleEvaluationInterval: "PT5M" };
    const poolId = await lab.addPool(scaling);
    const first = await eventually("a first evaluation", async () => {
      const pool = await lab.client.pool.get(poolId);
      return pool.autoScaleRun !== undefined && pool;
    });
    assert.match(first.autoScaleRun?.results ?? "", /\$TargetDedicatedNodes=0;/);
    assert.equal(first.targetDedicatedNodes, 0);
    const jobId = await lab.addJob({ poolInfo: { poolId } });
    await lab.client.task.add(jobId, { id: "task", commandLine: "/bin/true" });
    await taskIn(lab, { jobId, id: "task" }, "completed");
    assert.equal((await steady(lab, poolId)).currentDedicatedNodes, 1);
  });
});

suite("the account", () => {
  conforms("lists images, with the node agent of each", async (lab) => {
    const images = await lab.client.account.listSupportedImages({
      accountListSupportedImagesOptions: { filter: "osType eq 'linux'" },
    });
    assert(images.length > 0);
    for (const image of images) {
      assert.equal(image.osType, "linux");
      assert(image.nodeAgentSKUId && image.imageReference.publisher && image.imageReference.sku);
      assert.match(image.verificationType, /^(un)?verified$/);
    }
    const wanted = linux.virtualMachineConfiguration;
    const found = images.find(
      ({ imageReference: { publisher, offer, sku } }) =>
        publisher === wanted.imageReference.publisher &&
        offer === wanted.imageReference.offer &&
        sku === wanted.imageReference.sku,
    );
    assert.equal(found?.nodeAgentSKUId, wanted.nodeAgentSKUId);
  });

  conforms("counts the nodes of each pool by state", async (lab) => {
    const counts = await eventually("counts of the shared pool", async () => {
      const pools = await lab.client.account.listPoolNodeCounts({
        accountListPoolNodeCountsOptions: { filter: `poolId eq '${lab.sharedPool}'` },
      });
      assert.deepEqual(
        pools.map(({ poolId }) => poolId),
        [lab.sharedPool],
      );
      return pools[0]?.dedicated?.total === 1 && pools[0];
    });
    assert.equal(counts.lowPriority?.total, 0);
  });

  conforms("has no application packages", async (lab) => {
    await refused(lab.client.application.get("nosuchapplication"), {
      statusCode: 404,
      code: "ApplicationNotFound",
    });
  });
});
