import { distance } from "fastest-levenshtein";
import { RunnerError, usageError } from "../errors.ts";
import { isId } from "../manifest/manifest.ts";
import { noRun, type RunRecord, readHeader } from "../results/run-record.ts";
import { runBlob } from "../storage/blob-names.ts";
import { isRunId, listRunIds, type RunId, workloadLength } from "../storage/run-ids.ts";
import { plural } from "../text/amounts.ts";
import type { Emit } from "../ui/events.ts";
import { runRecord, type Session } from "./session.ts";

/** The newest run, for users who write it. */
const newestWord = "last";

/** Found by its id, by a part of it, or as the newest run of all or of a workload. */
type FoundBy = "id" | "part" | "newest" | "workload";

interface FoundRun {
  readonly jobId: string;
  readonly by: FoundBy;
}

/**
 * Returns the run that a word means: an id, `last`, a workload (its newest run), or the beginning or end of an id. Without a word, the newest
 * run. Costs one request for an id, otherwise one per 1,000 runs.
 *
 * @throws RunnerError `NoRuns`, `InvalidJobId`, `AmbiguousJob` with the candidates, or `RunNotFound` with similar names.
 */
export const findRun = async (word: string | undefined, session: Session): Promise<FoundRun> => {
  if (word !== undefined && !isId(word))
    throw usageError(
      "InvalidJobId",
      `expected a job id, a part of it, a workload or ${newestWord}, got "${word}"`,
      "Run `npx azbatch ls` to list runs and their ids.",
    );
  if (word !== undefined && isRunId(word) && (await exists(word, session))) return { jobId: word, by: "id" };
  const runs = await listRunIds(session.clients.application);
  if (word === undefined || (word === newestWord && !runs.some(({ jobId }) => jobId === word)))
    return { jobId: await newest(runs, session), by: "newest" };
  if (runs.some(({ jobId }) => jobId === word)) return { jobId: word, by: "id" };
  const ofWorkload = runs.filter(({ workload }) => workload === word.slice(0, workloadLength));
  if (ofWorkload.length > 0) return { jobId: await newest(ofWorkload, session), by: "workload" };
  const part = partOf(word, runs);
  if (part !== undefined) return { jobId: part, by: "part" };
  if (await exists(word, session)) return { jobId: word, by: "id" };
  throw noRun(runRecord(session, word), similar(word, runs));
};

/** Finds a run as `findRun` does, and emits an event that names it if the word isn't its id. */
export const selectRun = async (
  word: string | undefined,
  session: Session,
  emit: Emit,
): Promise<RunRecord> => {
  const { jobId, by } = await findRun(word, session);
  if (by !== "id") emit({ event: "selected", jobId, by });
  return runRecord(session, jobId);
};

/** Whether the run has a record or, if that is lost, a job that isn't being deleted. */
const exists = async (jobId: string, { clients: { application, batch } }: Session): Promise<boolean> => {
  if ((await application.getProperties(runBlob(jobId, "manifest"))) !== undefined) return true;
  const job = await batch.getJob(jobId);
  return job !== undefined && job.state !== "deleting";
};

/** Most runs of one second to compare. */
const mostTied = 20;

/** `runs` has the newest first. Ids have the time to the second, records to the millisecond. */
const newest = async (runs: readonly RunId[], session: Session): Promise<string> => {
  const [first] = runs;
  if (first === undefined)
    throw usageError("NoRuns", "this environment has no runs yet", "Start one: npx azbatch submit");
  const tied = runs.filter(({ plannedAt }) => plannedAt.getTime() === first.plannedAt.getTime());
  if (tied.length === 1) return first.jobId;
  const dated = await Promise.all(
    tied.slice(0, mostTied).map(async ({ jobId }) => {
      const header = await readHeader(runRecord(session, jobId)).catch(undefinedIfUnreadable);
      return { jobId, createdAt: header?.createdAt ?? "" };
    }),
  );
  dated.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return dated[0]?.jobId ?? first.jobId;
};

/** Another version of the runner wrote the record. */
const undefinedIfUnreadable = (error: unknown): undefined => {
  if (!(error instanceof RunnerError) || error.kind !== "environment") throw error;
};

/** Runs listed in an error. */
const named = 5;

/** Returns the only run whose id begins with the word, or the only one that ends with it. */
const partOf = (word: string, runs: readonly RunId[]): string | undefined => {
  const starting = runs.filter(({ jobId }) => jobId.startsWith(word));
  const matching = starting.length > 0 ? starting : runs.filter(({ jobId }) => jobId.endsWith(`-${word}`));
  if (matching.length > 1)
    throw usageError("AmbiguousJob", `"${word}" matches ${plural(matching.length, "run")}`, list(matching));
  return matching[0]?.jobId;
};

const list = (runs: readonly RunId[]): string => {
  const lines = runs.slice(0, named).map(({ jobId }) => `  ${jobId}`);
  if (runs.length > named) lines.push(`  and ${runs.length - named} older ones`);
  return lines.join("\n");
};

/** Returns names that may have been meant, the most similar first: workloads for a short word, ids for a long one. */
const similar = (word: string, runs: readonly RunId[]): string[] => {
  const names = isRunId(word)
    ? runs.map(({ jobId }) => jobId)
    : [...new Set(runs.flatMap(({ workload, jobId }) => [workload, jobId.slice(-4), jobId]))];
  const near = names.map((name) => ({ name, edits: distance(word, name) }));
  return near
    .filter(({ name, edits }) => edits <= Math.min(3, name.length / 3))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ name }) => name);
};
