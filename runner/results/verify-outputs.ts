import pMap from "p-map";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { ListedBlob } from "../azure/list-blobs.ts";
import type { BlobContent } from "../azure/read-content.ts";
import { type RecordedHashes, readHashes } from "../job/output-hashes.ts";
import { type ManifestTask, resultPath } from "../manifest/manifest.ts";
import { isOutput, missingOutputs } from "../manifest/patterns.ts";
import { hashesFile } from "../manifest/reserved-names.ts";
import { taskFolder } from "../storage/blob-names.ts";
import type { OutcomeFile, OutputFlaws, TaskOutcome } from "./outcome.ts";

/**
 * Returns the content of a blob of the task's folder; undefined if there is no such blob. `expected` is the MD5 that the task
 * recorded, hex; undefined if it recorded none.
 */
export type ContentOf = (path: string, expected: string | undefined) => Promise<BlobContent | undefined>;

interface VerifyRequest {
  readonly output: BlobContainer;
  readonly task: ManifestTask;
  /** Run whose folder contains the outputs. */
  readonly jobId: string;
  /** Whether the program exited with 0. Only then the task records its outputs, and only then they are required. */
  readonly hasSucceeded: boolean;
  /** Blobs of the task's folder by path, if the caller has listed them. */
  readonly listed?: ReadonlyMap<string, ListedBlob> | undefined;
  readonly contentOf: ContentOf;
}

interface VerifiedOutputs {
  /** Outputs that storage has as the task wrote them. */
  readonly files: readonly OutcomeFile[];
  readonly flaws: OutputFlaws;
  /** Field of the outcome: set if the task recorded no MD5, because its node has no `md5sum`. */
  readonly isUnverified: Pick<TaskOutcome, "isUnverified">;
}

/** Outputs of a task that are read at a time. */
const concurrency = 4;

/**
 * Verifies that storage has each declared output and each file that the task recorded in `.batch-hashes`, with the recorded MD5. Every
 * command uses this verdict. A file that the task did not record is ignored: an earlier attempt may have written it.
 */
export const verifyOutputs = async (request: VerifyRequest): Promise<VerifiedOutputs> => {
  const { task, contentOf } = request;
  const recorded = isRecorded(request) ? await readRecorded(request) : undefined;
  const paths = await pathsOf(request, recorded);
  const contents = await pMap(paths, (path) => contentOf(path, recorded?.get(path)), { concurrency });
  const files: OutcomeFile[] = [];
  const present = new Set<string>();
  const damaged: string[] = [];
  for (const [index, path] of paths.entries()) {
    const content = contents[index];
    if (content === undefined) continue;
    present.add(path);
    const { isDamaged = content.md5 !== (recorded?.get(path) ?? content.md5), ...file } = content;
    if (isDamaged) damaged.push(path);
    else files.push({ path: resultPath(task, path), ...file });
  }
  const lost = [...(recorded?.keys() ?? [])].filter((path) => isOutput(task, path) && !present.has(path));
  const missing = [...new Set([...missingOutputs(task, present), ...lost])];
  if (isRecorded(request) && recorded === undefined && missing.length === 0) missing.push(hashesFile);
  const isUnverified = files.length > 0 && [...(recorded?.values() ?? [])].includes(undefined);
  return { files, flaws: { missing, damaged }, isUnverified: isUnverified ? { isUnverified } : {} };
};

const isRecorded = ({ task, hasSucceeded }: VerifyRequest): boolean =>
  hasSucceeded && task.outputs.length + (task.patterns?.length ?? 0) > 0;

const readRecorded = ({ output, task, jobId, listed }: VerifyRequest) => {
  if (listed !== undefined && !listed.has(hashesFile)) return undefined;
  return readHashes({ container: output, folder: taskFolder({ jobId }, task) });
};

/**
 * Returns the paths to verify: those the task recorded, else declared outputs and blobs that match a pattern. In the plan's order, then by
 * path.
 */
const pathsOf = async (request: VerifyRequest, recorded: RecordedHashes | undefined): Promise<string[]> => {
  const { task } = request;
  const { outputs, patterns } = task;
  const declared = outputs.filter((path) => recorded === undefined || recorded.has(path));
  if (patterns === undefined) return declared;
  const found = recorded ?? request.listed ?? (await listTaskFolder(request));
  const others = [...found.keys()].filter((path) => isOutput(task, path) && !outputs.includes(path)).sort();
  return [...declared, ...others];
};

/** Lists the blobs of the task's folder, by path. */
const listTaskFolder = async ({
  output,
  task,
  jobId,
}: Pick<VerifyRequest, "output" | "task" | "jobId">): Promise<ReadonlyMap<string, ListedBlob>> => {
  const prefix = `${taskFolder({ jobId }, task)}/`;
  const files = new Map<string, ListedBlob>();
  for await (const blob of output.list(prefix)) files.set(blob.name.slice(prefix.length), blob);
  return files;
};

/** Verifies outputs without downloading files. Only outputs whose MD5 storage doesn't have are read, to hash them. */
export const verifyInStorage = async (
  request: Omit<VerifyRequest, "contentOf" | "listed">,
): Promise<VerifiedOutputs> => {
  const listed = await listTaskFolder(request);
  return verifyOutputs({
    ...request,
    listed,
    contentOf: async (path, expected) => {
      const blob = listed.get(path);
      if (blob === undefined) return undefined;
      const { name, size, md5, etag } = blob;
      if (md5 !== undefined && md5 === (expected ?? md5)) return { size, md5, etag };
      return request.output.readContent(name, { expectedMd5: expected });
    },
  });
};
