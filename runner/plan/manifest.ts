import * as v from "valibot";
import { outputProblem, pathProblem } from "./paths.ts";

/** Ids of jobs and tasks [Swagger: 64 characters at most of these]. */
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const Input = v.object({
  /** Where the task finds it, relative to its working directory. */
  name: v.pipe(
    v.string(),
    v.check((name) => pathProblem(name) === undefined, "expected a path below the working directory"),
  ),
  /** Bytes. */
  size: v.number(),
  sha256,
});

const Task = v.object({
  id,
  inputs: v.array(Input),
  args: v.array(v.string()),
  /** Paths relative to the task's working directory, and to the run's folder later. */
  outputs: v.array(
    v.pipe(
      v.string(),
      v.check((path) => outputProblem(path) === undefined, "expected a path below the run's folder"),
    ),
  ),
});

/**
 * The plan of a run: all that is needed to finish it from anywhere, and no secret. It is stored in the application
 * container before the job exists. What is read back is not trusted: paths are checked again.
 */
export const Manifest = v.object({
  manifestVersion: v.literal(1),
  jobId: id,
  workload: v.string(),
  /** The user's task arguments. */
  args: v.array(v.string()),
  /** ISO 8601. */
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  /** How long the job may live on Batch, from its creation. */
  maxWallClockTimeMs: v.number(),
  bundleSha256: sha256,
  tasks: v.array(Task),
});

export type Manifest = v.InferOutput<typeof Manifest>;
export type ManifestTask = Manifest["tasks"][number];
export type ManifestInput = ManifestTask["inputs"][number];

export const isId = (text: string): boolean => v.is(id, text);

/** A manifest, or where the JSON is not one. */
export const parseManifest = (json: unknown): { manifest: Manifest } | { problem: string } => {
  const result = v.safeParse(Manifest, json);
  if (result.success) return { manifest: result.output };
  const issue = result.issues[0];
  return { problem: `${v.getDotPath(issue) ?? "the document"}: ${issue.message}` };
};
