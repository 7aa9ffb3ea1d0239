import assert from "node:assert/strict";
import type { FaultDeclaration } from "../../../local/faults/declaration.ts";
import { formatFault } from "../../../local/faults/format-fault.ts";
import { parseFault } from "../../../local/faults/parse-fault.ts";
import { FaultError, readFault } from "../../../local/faults/read-fault.ts";

const meanings: Readonly<Record<string, FaultDeclaration>> = {
  throttle: { fault: "throttle" },
  "throttle:5%": { fault: "throttle", chance: 0.05 },
  "throttle:7%,retry-after=3s": { fault: "throttle", chance: 0.07, retryAfterSeconds: 3 },
  "busy:after=100,count=3": { fault: "busy", after: 100, count: 3 },
  "busy:retry-after=0": { fault: "busy", retryAfterSeconds: 0 },
  "latency:200ms": { fault: "latency", ms: 200 },
  "latency:200ms±50ms@Task_Get": { fault: "latency", ms: 200, jitterMs: 50, target: "Task_Get" },
  "latency:1.5s+-100ms,10%@Task_*": {
    fault: "latency",
    ms: 1500,
    jitterMs: 100,
    chance: 0.1,
    target: "Task_*",
  },
  "error:0.1%@GET": { fault: "error", chance: 0.001, target: "GET" },
  "drop-before:1%@/jobs/*": { fault: "drop-before", chance: 0.01, target: "/jobs/*" },
  "drop-after:1%": { fault: "drop-after", chance: 0.01 },
  "node-loss:every=50": { fault: "node-loss", every: 50 },
  "node-loss:2s±1s,every=50@pool-1": {
    fault: "node-loss",
    ms: 2000,
    jitterMs: 1000,
    every: 50,
    target: "pool-1",
  },
  "preempt:10%,back=30s": { fault: "preempt", chance: 0.1, backMs: 30_000 },
  "preempt:3": { fault: "preempt", count: 3 },
  "start-task-failure:2": { fault: "start-task-failure", count: 2 },
  "start-task-failure:count=1,exit=7": { fault: "start-task-failure", count: 1, exitCode: 7 },
  "resize-error:AllocationFailed": { fault: "resize-error", code: "AllocationFailed" },
  "resize-error:AccountCoreQuotaReached,1": {
    fault: "resize-error",
    code: "AccountCoreQuotaReached",
    count: 1,
  },
  "blob-busy:2%@PUT": { fault: "blob-busy", chance: 0.02, target: "PUT" },
  "blob-latency:1m@/account/output/*": {
    fault: "blob-latency",
    ms: 60_000,
    target: "/account/output/*",
  },
  "blob-drop-mid:1%": { fault: "blob-drop-mid", chance: 0.01 },
};

const refusals: Readonly<Record<string, RegExp>> = {
  "thottle:5%": /^fault "thottle:5%": expected one of latency, .*; found "thottle"; did you mean throttle\?$/,
  "": /expected one of latency, .*; found ""$/,
  "throttle:often": /expected 5%, 200ms, .*; found "often"$/,
  "throttle:": /found ""$/,
  "throttle:5%,6%": /expected chance once; found it twice$/,
  "throttle:0%": /expected a chance above 0% and up to 100%; found 0$/,
  "throttle:101%": /up to 100%; found 1.01$/,
  "throttle:200ms": /expected no time, which this fault does not take; leave it out$/,
  latency: /expected a time, as in 200ms; found none$/,
  "latency:2h": /found "2h"$/,
  "latency:61m": /of at most 60m; found 3660000$/,
  "busy:every=0": /expected a number every= of 1 or more; found 0$/,
  "busy:0": /expected a count of 1 or more; found 0$/,
  "start-task-failure:exit=256": /expected a number exit= from 1 to 255; found 256$/,
  "resize-error:Nonsense": /expected a code of AllocationFailed, .*; found "Nonsense"$/,
  "throttle@": /expected a target after @; found ""$/,
  "throttle@GetTask": /expected an operation such as Task_Get .*; found "GetTask"$/,
  "blob-busy@Task_Get": /expected a method such as GET, or a path .*; found "Task_Get"$/,
};

describe("the declaration of a fault", () => {
  for (const [text, meaning] of Object.entries(meanings))
    it(`reads ${text}`, () => {
      assert.deepEqual(parseFault(text), meaning);
    });

  it("is written as it is read", () => {
    for (const meaning of Object.values(meanings))
      assert.deepEqual(parseFault(formatFault(meaning)), meaning);
  });

  for (const [text, message] of Object.entries(refusals))
    it(`refuses "${text}" and says why`, () => {
      assert.throws(
        () => parseFault(text),
        (error) => error instanceof FaultError && message.test(error.message),
      );
    });

  it("refuses an object that can't be meant, too", () => {
    assert.throws(() => readFault({ fault: "throttle", chance: 5 }), /up to 100%; found 5$/);
    assert.throws(() => readFault({ fault: "throttle", percent: 5 }), /expected no percent/);
    assert.throws(() => readFault({ fault: "throttle", target: "GetTask" }), /expected an operation/);
    assert.throws(() => readFault(undefined), /expected one of latency, .*; found undefined/);
    assert.throws(() => readFault({}), /expected one of latency, .*; found undefined/);
  });
});
