import { writeRunFile } from "../blobs/run-record.ts";
import { uploadBytes, uploadInputs } from "../blobs/upload.ts";
import type { Clients } from "../clients.ts";
import type { Emit } from "../events.ts";
import { bundleBlob } from "../requests.ts";
import type { PreparedRun } from "./prepare.ts";

export interface StoreRequest {
  readonly run: PreparedRun;
  readonly clients: Pick<Clients, "application" | "input" | "storageCall">;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/**
 * Puts all that a run needs into storage, the manifest last: where there is a manifest, the run can be finished from
 * anywhere, and where there is none, nothing has begun.
 */
export const storeRun = async ({ run, clients, signal, emit }: StoreRequest): Promise<void> => {
  const { manifest, bundle, files } = run;
  const { application, input, storageCall } = clients;
  const code = application.getBlockBlobClient(bundleBlob(manifest));
  const [uploaded] = await Promise.all([
    uploadInputs({ container: input, storageCall, signal }, files),
    uploadBytes(code, bundle.code, storageCall),
  ]);
  emit({ event: "uploaded", ...uploaded });
  await writeRunFile({ application, jobId: manifest.jobId, storageCall }, "manifest.json", manifest);
};
