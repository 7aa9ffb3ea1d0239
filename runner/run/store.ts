import type { Clients } from "../azure/clients.ts";
import type { Clock } from "../clock.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import { type Manifest, tasksToRun } from "../manifest/manifest.ts";
import { writeManifest } from "../results/run-record.ts";
import { bundleBlob } from "../storage/blob-names.ts";
import type { HashedFile } from "../storage/hash-files.ts";
import { type UploadProgress, uploadBytes, uploadInputs } from "../storage/upload.ts";
import type { Emit } from "../ui/events.ts";
import type { PreparedRun } from "./prepare.ts";

interface StoreRequest {
  readonly run: PreparedRun;
  readonly clients: Pick<Clients, "application" | "input">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/**
 * Stores the code, inputs and manifest of a run. The manifest is written last: a run with a manifest can be resumed on any machine, and
 * without one nothing has started.
 */
export const storeRun = async ({ run, clients, clock, signal, emit }: StoreRequest): Promise<void> => {
  const { manifest, code } = run;
  const { application, input } = clients;
  const onProgress = (progress: UploadProgress): void => emit({ event: "uploading", ...progress });
  // A run that repeats another has its code and inputs in storage. A run without tasks to run needs neither.
  if (code !== undefined && jobTasksOf(manifest).count > 0) {
    // First, so that no upload of inputs is pending if storage rejects the code.
    if (code.bundle) await uploadBytes(application, { blobName: bundleBlob(manifest), content: code.bundle });
    const uploaded = await uploadInputs({ container: input, clock, signal, onProgress }, filesToStore(run));
    emit({ event: "uploaded", ...uploaded });
  }
  await writeManifest({ application, jobId: manifest.jobId }, manifest);
};

/** Returns the files that tasks of the run's job need. */
export const filesToStore = ({ manifest, code, packages, files }: PreparedRun): HashedFile[] => {
  const needed = contentsOf(manifest);
  const shared = jobTasksOf(manifest).count > 0 ? [...(code?.files ?? []), ...(packages?.files ?? [])] : [];
  return [...shared, ...files.filter(({ sha256 }) => needed.has(sha256))];
};

const contentsOf = (manifest: Manifest): Set<string> =>
  new Set(tasksToRun(manifest).flatMap(({ inputs }) => inputs.map(({ sha256 }) => sha256)));
