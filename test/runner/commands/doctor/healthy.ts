import assert from "node:assert/strict";
import type { BatchServiceModels as Models } from "@azure/batch";
import { runChecks } from "../../../../runner/commands/doctor/checks/index.ts";
import { findingsText } from "../../../../runner/commands/doctor/findings-text.ts";
import type { View } from "../../../../runner/commands/doctor/view.ts";
import type { Finding, Level } from "../../../../runner/ui/command-events.ts";
import { keysOutputs } from "../../outputs.ts";

const now = new Date("2026-11-23T10:00:00Z");
export const daysFromNow = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
export const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

export const nodeAgentSKUId = "batch.node.ubuntu 24.04";
const imageReference = { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404", version: "latest" };
export const image = (end?: Date): Models.ImageInformation => ({
  nodeAgentSKUId,
  imageReference,
  osType: "linux",
  verificationType: "verified",
  ...(end && { batchSupportEndOfLife: end }),
});

const pool = (changes: Partial<Models.CloudPool> = {}): Models.CloudPool => ({
  id: "pool",
  state: "active",
  vmSize: "standard_d2s_v5",
  taskSlotsPerNode: 2,
  enableAutoScale: false,
  allocationState: "steady",
  allocationStateTransitionTime: minutesAgo(30),
  targetDedicatedNodes: 2,
  currentDedicatedNodes: 2,
  virtualMachineConfiguration: { imageReference, nodeAgentSKUId },
  ...changes,
});

export const node = (id: string, state: Models.ComputeNodeState = "idle"): Models.ComputeNode => ({
  id,
  state,
});
export const job = (
  id: string,
  ageDays: number,
  onAllTasksComplete: Models.OnAllTasksComplete,
): Models.CloudJob => ({
  id,
  state: "active",
  creationTime: daysFromNow(-ageDays),
  onAllTasksComplete,
});

export const healthy: View = {
  now,
  kind: "stack",
  name: "dev",
  outputs: keysOutputs(),
  reach: { Batch: { value: { aheadMs: 400 } }, Storage: { value: { aheadMs: 400 } } },
  containers: ["application", "input", "output"].map((name) => ({ name, answer: { value: true } })),
  pool: { value: pool() },
  images: { value: [image()] },
  nodes: { value: [node("n1"), node("n2", "running")] },
  startTask: undefined,
  jobs: { value: [] },
};

/** Findings that are not ok in a healthy view with `changes`. */
export const findingsNotOk = (changes: Partial<View>): Finding[] =>
  runChecks({ ...healthy, ...changes }).filter(({ level }) => level !== "ok");

/** Values in a finding's text, and a pattern of its fix or of the command in it. */
type Expected = readonly [level: Level, check: string, values: readonly string[], fix?: RegExp];

/** A healthy view with `changes`, and its findings that are not ok. */
export interface Case {
  readonly changes: Partial<View>;
  readonly finds: readonly Expected[];
}

export const assertFindings = ({ changes, finds }: Case): void => {
  const found = findingsNotOk(changes);
  assert.deepEqual(
    found.map(({ level, check }) => [level, check]),
    finds.map(([level, check]) => [level, check]),
  );
  for (const [i, [, , values, fix]] of finds.entries()) {
    const { text = "", fix: shown = "" } = found[i] ?? {};
    for (const value of values) assert(text.includes(value), `${value} in ${text}`);
    if (fix) assert.match(shown, fix);
  }
};

/** Returns what `doctor` prints on 80 columns in each of these cases: the findings that are not ok. */
export const wordingOf = (cases: Readonly<Record<string, Case>>): string =>
  Object.entries(cases)
    .map(([title, { changes }]) => [title, findingsNotOk(changes)] as const)
    .filter(([, found]) => found.length > 0)
    .map(([title, found]) => `# ${title}\n${findingsText(found, (_, mark) => mark, 80)}\n`)
    .join("\n");

export const poolIs = (changes: Partial<Models.CloudPool>): Partial<View> => ({
  pool: { value: pool(changes) },
});
export const quota = { code: "AccountCoreQuotaReached", message: "The account has reached its quota." };
