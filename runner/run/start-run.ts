import type { CommandContext } from "../command-context.ts";
import type { RequestContext } from "../job/request-context.ts";
import { startJob } from "../job/start-job.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { uploadBytes } from "../storage/upload.ts";
import type { Emit } from "../ui/events.ts";
import type { Session } from "./session.ts";

interface StartRequest {
  readonly manifest: Manifest;
  readonly session: Session;
  readonly context: Pick<CommandContext, "clock" | "signal">;
  readonly emit: Emit;
}

/** Creates the run's job, or adds the tasks that it is missing. A run whose tasks are all cached has no job. */
export const startRun = async ({
  manifest,
  session,
  context: { clock, signal },
  emit,
}: StartRequest): Promise<void> => {
  if (jobTasksOf(manifest).count === 0) return;
  const { batch, nodeAccess, application } = session.clients;
  const { poolId, nodePath } = session.environment.outputs;
  const { maxWallClockTimeMs } = manifest;
  const contextFor = (createdAt = clock.now()): RequestContext => ({
    poolId,
    nodePath,
    access: nodeAccess({ createdAt, maxWallClockTimeMs }),
  });
  const store = (blobName: string, content: string): Promise<boolean> =>
    uploadBytes(application, { blobName, content: Buffer.from(content) });
  await startJob({ batch, manifest, contextFor, store, signal });
  emit({ event: "started", jobId: manifest.jobId, poolId });
};
