import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { attach } from "../../local/attach.ts";
import type { FaultDeclaration } from "../../local/emulator/faults/fault-kinds.ts";
import { stop } from "../../local/lease.ts";
import type { Random } from "./random.ts";

/** Faults of the Batch service (5 to 20 % of requests), of the blob service (5 to 15 %) and of nodes, mixed at random. */
export const createFaults = (random: Random): FaultDeclaration[] => {
  const service = share(["throttle", "busy", "error", "drop-before", "drop-after"] as const, {
    total: 0.05 + 0.15 * random.next(),
    random,
  });
  const blobs = share(
    ["blob-drop-mid", "blob-busy", "blob-error", "blob-drop-before", "blob-drop-after"] as const,
    { total: 0.05 + 0.1 * random.next(), random },
  );
  const ms = 1 + random.below(100);
  return [
    { fault: "latency", chance: 0.2, ms, jitterMs: ms },
    { fault: "blob-latency", chance: 0.2, ms, jitterMs: ms },
    // A second instead of Azure's 30, so that a run with many faults ends.
    ...service.map((each) => (each.fault === "throttle" ? { ...each, retryAfterSeconds: 1 } : each)),
    ...blobs,
    { fault: "node-loss", chance: 0.01 + 0.04 * random.next(), ms: 1000, jitterMs: 1000 },
    { fault: "preempt", chance: 0.02 + 0.1 * random.next(), ms: 1000, jitterMs: 1000 },
  ];
};

/** Distributes `total` at random over the first fault and some of the others. */
const share = <T extends string>(
  faults: readonly T[],
  { total, random }: { readonly total: number; readonly random: Random },
): { readonly fault: T; readonly chance: number }[] => {
  const weights = faults.map((fault, i) => ({
    fault,
    weight: i === 0 || random.chance(0.5) ? random.next() + 0.1 : 0,
  }));
  const sum = weights.reduce((all, { weight }) => all + weight, 0);
  return weights
    .filter(({ weight }) => weight > 0)
    .map(({ fault, weight }) => ({ fault, chance: Math.round((10_000 * total * weight) / sum) / 10_000 }));
};

interface MixedCloud {
  readonly outputsFile: string;
  /** Whether the cloud has ended before `close`. */
  hasCrashed(): boolean;
  close(): Promise<void>;
}

/** Two dedicated and two spot nodes, with these faults. */
export const startMixedCloud = async (
  folder: string,
  faults: { readonly declarations: readonly FaultDeclaration[]; readonly seed: number },
): Promise<MixedCloud> => {
  const stackFile = join(folder, "Pulumi.mixed.yaml");
  const settings = { nodeCount: 2, spotNodeCount: 2, taskSlotsPerNode: 2 };
  const lines = Object.entries(settings).map(([name, value]) => `  azbatch:${name}: ${value}\n`);
  await writeFile(stackFile, `config:\n${lines.join("")}`);
  const dir = join(folder, "local");
  const lease = await attach({ dir, stackFile, faults, lingerMs: 5000, deadlineMs: 60_000 });
  const outputsFile = join(folder, "outputs.json");
  await writeFile(outputsFile, JSON.stringify(lease.outputs), { mode: 0o600 });
  let hasEnded = false;
  void lease.ended.then(() => {
    hasEnded = true;
  });
  return {
    outputsFile,
    hasCrashed: () => hasEnded,
    close: async () => {
      lease.release();
      await stop(dir);
    },
  };
};
