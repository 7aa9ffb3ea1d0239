import assert from "node:assert/strict";
import { entraOutputs, keysOutputs } from "../outputs.ts";
import {
  daysFromNow,
  finds,
  image,
  job,
  minutesAgo,
  node,
  nodeAgentSKUId,
  poolIs,
  quota,
  troubles,
} from "./healthy.ts";

describe("doctor/checks: pool, image, nodes and jobs", () => {
  it(
    "a pool that is gone",
    finds({ pool: { value: undefined }, nodes: { value: [] } }, [
      "problem",
      "pool",
      /pool pool does not exist/,
      /--refresh/,
    ]),
  );
  it(
    "a pool that somebody changed",
    finds(poolIs({ vmSize: "standard_d4s_v5" }), [
      "warning",
      "pool",
      /vmSize standard_d4s_v5 for standard_d2s_v5/,
    ]),
  );
  it(
    "a pool without the nodes' identity",
    finds({ outputs: entraOutputs() }, [
      "problem",
      "identity",
      /does not have identity n, so its nodes reach no blob/,
    ]),
  );
  it("a pool with it, in other letters", () => {
    const resourceId = entraOutputs().nodeIdentityId.toUpperCase();
    const identity = { type: "UserAssigned" as const, userAssignedIdentities: [{ resourceId }] };
    finds({ outputs: entraOutputs(), ...poolIs({ identity }) })();
  });

  it(
    "quota, by the last resize",
    finds(poolIs({ currentDedicatedNodes: 0, resizeErrors: [quota] }), [
      "problem",
      "allocation",
      /^0 of 2 nodes: AccountCoreQuotaReached: The account has reached its quota \(30m 00s ago\)$/,
      /Quotas/,
    ]),
  );
  it(
    "no quota trouble by the resize before",
    finds(poolIs({ currentDedicatedNodes: 0, resizeErrors: [quota], allocationState: "resizing" })),
  );
  it(
    "a pool of 0 nodes",
    finds(poolIs({ targetDedicatedNodes: 0, currentDedicatedNodes: 0 }), [
      "problem",
      "allocation",
      /set to 0 nodes/,
    ]),
  );
  it("an autoscaled pool of 0 nodes is well", () => {
    const autoScaleRun = { timestamp: minutesAgo(1), results: "$TargetDedicatedNodes=0" };
    const changes = {
      enableAutoScale: true,
      targetDedicatedNodes: 0,
      currentDedicatedNodes: 0,
      autoScaleRun,
    };
    finds({ ...poolIs(changes), outputs: keysOutputs({ autoscale: true }) })();
  });
  it("a formula that fails", () => {
    const error = { code: "DivisionByZero", message: "x" };
    const changes = { enableAutoScale: true, autoScaleRun: { timestamp: minutesAgo(1), error } };
    const view = { ...poolIs(changes), outputs: keysOutputs({ autoscale: true }) };
    finds(view, ["problem", "autoscale", /failed 1m 00s ago: DivisionByZero/, /formula/])();
  });

  it(
    "an image that ends soon",
    finds({ images: { value: [image(daysFromNow(100))] } }, [
      "warning",
      "image",
      /ends on 2027-03-03, in 100 days/,
      /config set image/,
    ]),
  );
  it(
    "an image that has ended",
    finds({ images: { value: [image(daysFromNow(-2))] } }, ["problem", "image", /ended on 2026-11-21/]),
  );
  it("an image that lasts", finds({ images: { value: [image(daysFromNow(400))] } }));
  it(
    "an image that Batch does not list",
    finds({ images: { value: [] } }, ["warning", "image", /not among the images/]),
  );
  it(
    "an image of one's own, which Batch never lists",
    finds({
      images: { value: [] },
      ...poolIs({
        virtualMachineConfiguration: {
          imageReference: { virtualMachineImageId: "/subscriptions/x" },
          nodeAgentSKUId,
        },
      }),
    }),
  );

  it("a start task that failed everywhere, with its last words", () => {
    const view = {
      nodes: { value: [node("n1", "starttaskfailed")] },
      startTask: { nodeId: "n1", stderr: "curl\nno way\n" },
    };
    finds(view, [
      "problem",
      "start task",
      /^failed on 1 of 1 nodes/,
      /node reboot --pool-id pool --node-id n1/,
    ])();
    assert.deepEqual(troubles(view)[0]?.details, ["curl", "no way"]);
  });
  it(
    "a start task that failed on some",
    finds({ nodes: { value: [node("n1", "starttaskfailed"), node("n2")] } }, [
      "warning",
      "start task",
      /on 1 of 2 nodes/,
    ]),
  );
  it(
    "an unusable node",
    finds(
      {
        nodes: {
          value: [{ ...node("n1", "unusable"), errors: [{ code: "DiskFull", message: "x." }] }, node("n2")],
        },
      },
      ["warning", "nodes", /^1 unusable of 2 nodes \(DiskFull: x\)$/],
    ),
  );

  it(
    "a job that was left half begun holds quota",
    finds(
      {
        jobs: {
          value: [job("old", 3, "noaction"), job("long", 3, "terminatejob"), job("new", 0.5, "noaction")],
        },
      },
      ["warning", "jobs", /^job old is active since 3d 00h/, /cancel -- old/],
    ),
  );
  it(
    "very many active jobs",
    finds({ jobs: { value: Array.from({ length: 120 }, (_, i) => job(`j${i}`, 0, "terminatejob")) } }, [
      "warning",
      "jobs",
      /^120 active jobs; an account may have 100 to 300/,
    ]),
  );
});
