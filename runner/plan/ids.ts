import { createHash } from "node:crypto";
import type { ManifestInput, ManifestTask } from "../manifest/manifest.ts";

const longest = 64;

/** `top-words-20261123-101500-k3x9`: which workload, when, and unlike any other. At most 62 characters. */
export const newJobId = ({ workload, now, random }: JobIdParts): string => {
  const [date = "", time = ""] = now.toISOString().replace(/[-:]/g, "").split(/[T.]/);
  const suffix = Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  // nf-azure keeps job ids at 62 or less, because of job id + task id in other limits.
  return `${slug(workload, 40)}-${date}-${time}-${suffix}`;
};

interface JobIdParts {
  readonly workload: string;
  readonly now: Date;
  /** 0 to 1. */
  readonly random: () => number;
}

/**
 * Readable, and the same for the same work: what the task is called and a hash of all that decides its result, 64 bits of
 * it, because results are found again by it.
 */
export const taskId = (task: Omit<ManifestTask, "id" | "cachedFrom">, codeSha256: string): string => {
  const name = task.name ?? task.inputs[0]?.name ?? task.outputs[0] ?? task.args[0] ?? "";
  const fields = Object.entries({ ...task, inputs: task.inputs.map(withoutEtag) })
    .filter(([key, value]) => value !== undefined && !withoutEffect.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash("sha256")
    .update(JSON.stringify([codeSha256, fields]))
    .digest()
    // A slice of the whole text would keep it alive, 100,000 times.
    .toString("hex", 0, 8);
  return `${slug(name, longest - hash.length - 1)}-${hash}`;
};

/** What tells a stored input's content is its `sha256`; an ETag changes also where the same content is written again. */
const withoutEtag = ({ stored, ...input }: ManifestInput): ManifestInput =>
  stored === undefined ? input : { ...input, stored: { container: stored.container, blob: stored.blob } };

/** Decides when and how often a task runs, not what comes of it. */
const withoutEffect = new Set(["ifFails", "timeoutMs", "retries", "slots"]);

const slug = (text: string, length: number): string => {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9_]+/g, "-");
  return plain.replace(/^-+/, "").slice(0, length).replace(/-+$/, "") || "task";
};
