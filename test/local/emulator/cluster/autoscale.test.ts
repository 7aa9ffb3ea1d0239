import assert from "node:assert/strict";
import {
  evaluateFormula,
  evaluateForNewWork,
  followFormula,
} from "../../../../local/emulator/cluster/autoscale.ts";
import type { Pool } from "../../../../local/emulator/state/resource-types.ts";
import { type TestCluster, withCluster } from "./cluster-context.ts";

const scaling = (formula: string, changes: Partial<Pool> = {}): Partial<Pool> => ({
  ...{ enableAutoScale: true, autoScaleFormula: formula, targetDedicatedNodes: 2, targetLowPriorityNodes: 1 },
  ...changes,
});

const wanting = (dedicated: number, spot: number): string =>
  `$TargetDedicatedNodes=${dedicated};$TargetLowPriorityNodes=${spot}`;

describe("followFormula", () => {
  const resized = async (cluster: TestCluster, changes: Partial<Pool>): Promise<boolean> => {
    const { seq, runtime } = cluster.addPool(changes);
    followFormula(cluster.context, seq);
    await runtime.resizing;
    return cluster.calls.includes(`resize ${seq}`);
  };

  const cases: Readonly<Record<string, [Partial<Pool>, boolean]>> = {
    "the formula wants another number of dedicated nodes": [scaling(wanting(3, 1)), true],
    "the formula wants another number of spot nodes": [scaling(wanting(2, 0)), true],
    "the formula wants what the pool has": [scaling(wanting(2, 1)), false],
    "the last resize failed": [scaling(wanting(2, 1), { resizeErrors: [], allocationState: "steady" }), true],
    "a resize with errors is still running": [
      scaling(wanting(2, 1), { resizeErrors: [], allocationState: "resizing" }),
      false,
    ],
    "the formula is invalid": [scaling("$TargetDedicatedNodes="), false],
    "autoscale is disabled": [scaling(wanting(3, 1), { enableAutoScale: false }), false],
    "the pool is being deleted": [scaling(wanting(3, 1), { state: "deleting" }), false],
  };
  for (const [name, [changes, expected]] of Object.entries(cases))
    it(`${expected ? "resizes" : "does not resize"} if ${name}`, () =>
      withCluster(async (cluster) => assert.equal(await resized(cluster, changes), expected)));

  it("saves targets, the deallocation option and the state resizing, without the last errors", () =>
    withCluster(async (cluster) => {
      const { context } = cluster;
      const formula = `${wanting(0, 4)};$NodeDeallocationOption=taskcompletion`;
      const pool = cluster.addPool(
        scaling(formula, { resizeErrors: [{ code: "x" }], allocationState: "steady" }),
      );
      let stops = 0;
      pool.runtime.stopResize = () => {
        stops++;
      };
      followFormula(context, pool.seq);
      await pool.runtime.resizing;
      const doc = context.store.pools.get(pool.seq)?.doc;
      assert.deepEqual(
        [doc?.targetDedicatedNodes, doc?.targetLowPriorityNodes, doc?.allocationState],
        [0, 4, "resizing"],
      );
      assert.deepEqual(
        [doc?.leaving, doc?.resizeErrors, stops],
        [{ deallocation: "taskcompletion" }, undefined, 1],
      );
    }));

  it("saves an error with the results and keeps the targets", () =>
    withCluster(({ context, addPool }) => {
      const pool = addPool(scaling("$TargetDedicatedNodes=1/0;"));
      followFormula(context, pool.seq);
      const doc = context.store.pools.get(pool.seq)?.doc;
      assert.notEqual(doc?.autoScaleRun?.error, undefined);
      assert.equal(doc?.targetDedicatedNodes, 2);
    }));

  it("evaluates again after the interval, 15 minutes by default", () =>
    withCluster(({ context, alarms, addPool }) => {
      const byDefault = addPool(scaling(wanting(2, 1)));
      const often = addPool(scaling(wanting(2, 1), { autoScaleEvaluationInterval: "PT5M" }));
      for (const { seq } of [byDefault, often]) followFormula(context, seq);
      assert.deepEqual(
        [byDefault, often].map(({ seq }) => alarms.get(`autoscale ${seq}`)?.at),
        [900_000, 300_000],
      );
    }));

  it("stops following and removes samples when autoscale is disabled", () =>
    withCluster(({ context, alarms, addPool }) => {
      const pool = addPool(scaling(wanting(2, 1)));
      followFormula(context, pool.seq);
      pool.runtime.sampling.isWatched = true;
      const stored = context.store.pools.get(pool.seq) ?? pool;
      context.store.transaction(() =>
        context.store.pools.save({ ...stored, doc: { ...stored.doc, enableAutoScale: false } }),
      );
      followFormula(context, pool.seq);
      assert.equal(alarms.has(`autoscale ${pool.seq}`), false);
      assert.equal(pool.runtime.sampling.isWatched, false);
    }));

  it("reports an evaluation that throws and repeats it half a minute later", () =>
    withCluster(({ context, alarms, calls, addPool }) => {
      const { seq } = addPool(scaling(wanting(2, 1)));
      followFormula(context, seq);
      context.store.pools.save = () => {
        throw new Error("full");
      };
      alarms.get(`autoscale ${seq}`)?.action();
      assert.deepEqual(calls, ["onBug Error: full"]);
      assert.equal(alarms.get(`autoscale ${seq}`)?.at, 30_000);
    }));
});

describe("evaluateForNewWork", () => {
  const empty = scaling("$TargetDedicatedNodes=min(1, $ActiveTasks.GetSample(1));$TargetLowPriorityNodes=0", {
    ...{ targetDedicatedNodes: 0, targetLowPriorityNodes: 0 },
    autoScaleRun: { timestamp: "2026-01-01T00:00:00Z" },
  });

  it("evaluates a second after new work, with the present queue", () =>
    withCluster(async ({ context, alarms, calls, addPool, addJob, addTask }) => {
      const pool = addPool(empty);
      addTask(addJob(), "t");
      evaluateForNewWork(context, pool.runtime);
      assert.equal(alarms.get(`work ${pool.seq}`)?.at, 1000);
      alarms.get(`work ${pool.seq}`)?.action();
      await pool.runtime.resizing;
      assert.deepEqual(calls, [`resize ${pool.seq}`]);
      assert.equal(context.store.pools.get(pool.seq)?.doc.targetDedicatedNodes, 1);
    }));

  it("repeats with each sample while the formula wants no node, and ends when the queue is empty", () =>
    withCluster(({ context, alarms, addPool, addJob, addTask }) => {
      const pool = addPool({ ...empty, autoScaleFormula: wanting(0, 0) });
      const task = addTask(addJob(), "t");
      evaluateForNewWork(context, pool.runtime);
      alarms.get(`work ${pool.seq}`)?.action();
      assert.equal(alarms.get(`work ${pool.seq}`)?.at, 30_000);
      assert.equal(pool.runtime.sampling.isAsking, true);
      context.store.transaction(() => context.store.tasks.remove(task));
      alarms.get(`work ${pool.seq}`)?.action();
      assert.equal(pool.runtime.sampling.isAsking, false);
    }));

  it("does nothing for a pool with nodes, a scheduled evaluation or no formula", () =>
    withCluster(({ context, alarms, addPool, addNode }) => {
      const [busy, asking, fixed] = [addPool(empty), addPool(empty), addPool()];
      addNode(busy);
      asking.runtime.sampling.isAsking = true;
      for (const { runtime } of [busy, asking, fixed]) evaluateForNewWork(context, runtime);
      evaluateForNewWork(context, undefined);
      assert.equal(alarms.size, 0);
    }));

  it("does not evaluate if a node or a target exists by then", () =>
    withCluster(({ context, alarms, addPool, addNode, addJob, addTask }) => {
      const pool = addPool(empty);
      addTask(addJob(), "t");
      evaluateForNewWork(context, pool.runtime);
      addNode(pool);
      alarms.get(`work ${pool.seq}`)?.action();
      assert.equal(pool.runtime.sampling.isAsking, false);
      pool.runtime.nodes.clear();
      for (const targets of [{ targetDedicatedNodes: 1 }, { targetLowPriorityNodes: 1 }]) {
        context.store.transaction(() =>
          context.store.pools.save({ ...pool, doc: { ...pool.doc, ...targets } }),
        );
        alarms.get(`work ${pool.seq}`)?.action();
        assert.equal(pool.runtime.sampling.isAsking, false);
      }
    }));
});

describe("evaluateFormula", () => {
  it("returns the result for the pool, and undefined without it", () =>
    withCluster(({ context, addPool }) => {
      const pool = addPool({ targetDedicatedNodes: 3, taskSlotsPerNode: 4 });
      const evaluation = evaluateFormula(context, pool.seq, "$TargetDedicatedNodes=$TaskSlotsPerNode;");
      assert.equal(evaluation?.targetDedicatedNodes, 4);
      assert.equal(evaluateFormula(context, pool.seq + 1, "1;"), undefined);
      assert.equal(context.store.pools.get(pool.seq)?.doc.targetDedicatedNodes, 3);
    }));
});
