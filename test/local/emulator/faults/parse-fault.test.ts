import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type FaultDeclaration, faultNames } from "../../../../local/emulator/faults/fault-kinds.ts";
import { formatFault } from "../../../../local/emulator/faults/format-fault.ts";
import { parseFault } from "../../../../local/emulator/faults/parse-fault.ts";
import { FaultError, readFault } from "../../../../local/emulator/faults/read-fault.ts";
import { assertSnapshot } from "../../../helpers/snapshot.ts";

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

type Refusal = readonly [text: string, code: string, setting?: string];

const refusals: readonly Refusal[] = [
  ["thottle:5%", "UnknownFault"],
  ["", "UnknownFault"],
  ["throttle:often", "UnknownFaultSetting", "often"],
  ["throttle:", "UnknownFaultSetting", ""],
  ["throttle:5%,6%", "RepeatedFaultSetting", "chance"],
  ["throttle:0%", "InvalidFaultSetting", "chance"],
  ["throttle:101%", "InvalidFaultSetting", "chance"],
  ["throttle:200ms", "UnsupportedFaultSetting", "ms"],
  ["latency", "MissingFaultSetting", "ms"],
  ["latency:2h", "UnknownFaultSetting", "2h"],
  ["latency:61m", "InvalidFaultSetting", "ms"],
  ["latency:1s±61m", "InvalidFaultSetting", "jitterMs"],
  ["node-loss:back=61m", "InvalidFaultSetting", "backMs"],
  ["busy:every=0", "InvalidFaultSetting", "every"],
  ["busy:0", "InvalidFaultSetting", "count"],
  ["start-task-failure:exit=256", "InvalidFaultSetting", "exitCode"],
  ["resize-error:Nonsense", "InvalidFaultSetting", "code"],
  ["throttle@", "InvalidFaultSetting", "target"],
  ["throttle@GetTask", "InvalidFaultTarget", "target"],
  ["blob-busy@Task_Get", "InvalidFaultTarget", "target"],
  ["arm-denied@Task_Get", "InvalidFaultTarget", "target"],
];

const messageOf = (text: string): string => {
  try {
    parseFault(text);
  } catch (error) {
    if (error instanceof FaultError) return error.message;
    throw error;
  }
  return assert.fail(`${text} is accepted`);
};

describe("parseFault", () => {
  for (const [text, meaning] of Object.entries(meanings))
    it(`reads ${text}`, () => {
      assert.deepEqual(parseFault(text), meaning);
    });

  it("reads what formatFault returns", () => {
    for (const meaning of Object.values(meanings))
      assert.deepEqual(parseFault(formatFault(meaning)), meaning);
  });

  for (const [text, code, setting] of refusals)
    it(`refuses "${text}" with ${code}`, () => {
      assert.throws(() => parseFault(text), { code, setting });
    });

  it("accepts the largest and the smallest values", () => {
    for (const text of ["throttle:100%", "latency:60m", "busy:every=1", "start-task-failure:exit=255"])
      parseFault(text);
  });

  it("describes invalid faults as in the snapshot", async () => {
    const messages = refusals.map(([text]) => messageOf(text));
    for (const [at, [text]] of refusals.entries()) assert(messages[at]?.includes(`"${text}"`), messages[at]);
    assert.match(messageOf("thottle:5%"), /did you mean throttle\?/);
    await assertSnapshot("local/faults", messages.join("\n"));
  });

  it("reads every fault that the README lists, and the README lists every fault", () => {
    const readme = readFileSync(
      new URL("../../../../local/emulator/faults/README.md", import.meta.url),
      "utf8",
    );
    const rows = readme.split("\n").filter((line) => line.startsWith("| `"));
    const listed = rows.flatMap((row) =>
      [...(row.split(" | ")[0] ?? "").matchAll(/`([a-z-]+)`/g)].map(([, name]) => name),
    );
    assert.deepEqual(listed.toSorted(), faultNames.toSorted());
  });

  it("refuses an invalid object", () => {
    const refused = (declared: unknown, expected: { code: string; setting?: string }) =>
      assert.throws(() => readFault(declared), { setting: undefined, ...expected });
    refused({ fault: "throttle", chance: 5 }, { code: "InvalidFaultSetting", setting: "chance" });
    refused({ fault: "throttle", percent: 5 }, { code: "UnsupportedFaultSetting", setting: "percent" });
    refused({ fault: "throttle", target: "GetTask" }, { code: "InvalidFaultTarget", setting: "target" });
    refused(undefined, { code: "UnknownFault" });
    refused({}, { code: "UnknownFault" });
  });
});
