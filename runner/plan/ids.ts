import { createHash } from "node:crypto";
import type { ManifestInput, ManifestTask } from "../manifest/manifest.ts";

const longest = 64;

/** Returns a unique job id of at most 62 characters, with workload and time: `top-words-20261123-101500-k3x9`. */
export const newJobId = ({ workload, now, random }: JobIdParts): string => {
  const [date = "", time = ""] = now.toISOString().replace(/[-:]/g, "").split(/[T.]/);
  const suffix = Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  // 62 as in Nextflow's Azure plugin, because other limits count job id and task id together.
  return `${slug(workload, 40)}-${date}-${time}-${suffix}`;
};

interface JobIdParts {
  readonly workload: string;
  readonly now: Date;
  /** Returns a number from 0 to 1, without 1. */
  readonly random: () => number;
}

/**
 * Returns a readable id that is the same for the same work: a name and 64 bits of a hash of everything that affects the task's result.
 * Later runs find results by it.
 */
export const taskId = (task: Omit<ManifestTask, "id" | "cachedFrom">, codeSha256: string): string => {
  const name = task.name ?? task.inputs[0]?.name ?? task.outputs[0] ?? task.args[0] ?? "";
  const fields = Object.entries({ ...task, inputs: task.inputs.map(withoutEtag) })
    .filter(([key, value]) => value !== undefined && !withoutEffect.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash("sha256")
    .update(JSON.stringify([codeSha256, fields]))
    .digest()
    // A slice of the hex text would keep the whole text in memory, up to 100,000 times.
    .toString("hex", 0, 8);
  return `${slug(name, longest - hash.length - 1)}-${hash}`;
};

/** A stored input's `sha256` identifies its content. An ETag also changes when the same content is written again. */
const withoutEtag = ({ stored, ...input }: ManifestInput): ManifestInput =>
  stored === undefined ? input : { ...input, stored: { container: stored.container, blob: stored.blob } };

/** Fields that decide when and how often a task runs, but not its result. */
const withoutEffect = new Set(["ifFails", "timeoutMs", "retries", "slots"]);

const slug = (text: string, length: number): string => {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9_]+/g, "-");
  return plain.replace(/^-/, "").slice(0, length).replace(/-$/, "") || "task";
};
