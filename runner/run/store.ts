import type { Clients } from "../azure/clients.ts";
import type { Clock } from "../clock.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import { type Manifest, tasksToRun } from "../manifest/manifest.ts";
import { writeManifest } from "../results/run-record.ts";
import { bundleBlob } from "../storage/blob-names.ts";
import type { HashedFile } from "../storage/hash-files.ts";
import { uploadBytes, uploadInputs } from "../storage/upload.ts";
import type { Emit } from "../ui/events.ts";
import type { PreparedRun } from "./prepare.ts";

interface StoreRequest {
  readonly run: PreparedRun;
  readonly clients: Pick<Clients, "application" | "input">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

const progressEveryMs = 500;

/**
 * Puts all that a run needs into storage, the manifest last: where there is a manifest, the run can be finished from
 * anywhere, and where there is none, nothing has begun.
 */
export const storeRun = async ({ run, clients, clock, signal, emit }: StoreRequest): Promise<void> => {
  const { manifest, code } = run;
  const { application, input } = clients;
  let saidAt = clock.monotonicMs();
  const onProgress = (done: number, total: number): void => {
    const now = clock.monotonicMs();
    if (now - saidAt < progressEveryMs) return;
    saidAt = now;
    emit({ event: "uploading", done, total });
  };
  // Of a run that is made of another, storage has all; of one whose work is done already, nothing is needed.
  if (code !== undefined && jobTasksOf(manifest).count > 0) {
    // First: where it is refused, no inputs are on their way that nobody waits for.
    if (code.bundle) await uploadBytes(application, { blobName: bundleBlob(manifest), content: code.bundle });
    const uploaded = await uploadInputs({ container: input, signal, onProgress }, filesToStore(run));
    emit({ event: "uploaded", ...uploaded });
  }
  await writeManifest({ application, jobId: manifest.jobId }, manifest);
};

/** The files that tasks of the run's job need. */
export const filesToStore = ({ manifest, code, files }: PreparedRun): HashedFile[] => {
  const needed = contentsOf(manifest);
  const shared = jobTasksOf(manifest).count > 0 ? (code?.files ?? []) : [];
  return [...shared, ...files.filter(({ sha256 }) => needed.has(sha256))];
};

const contentsOf = (manifest: Manifest): Set<string> =>
  new Set(tasksToRun(manifest).flatMap(({ inputs }) => inputs.map(({ sha256 }) => sha256)));
