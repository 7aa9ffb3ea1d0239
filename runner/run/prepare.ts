import { type Bundle, bundleWorkload } from "../plan/bundle.ts";
import { findInputs } from "../plan/find-inputs.ts";
import { findWorkload } from "../plan/find-workload.ts";
import { type HashedFile, hashInputs } from "../plan/hash-inputs.ts";
import { newJobId } from "../plan/ids.ts";
import type { Manifest } from "../plan/manifest.ts";
import { planRun } from "../plan/plan.ts";
import type { World } from "../world.ts";

export interface PrepareRequest {
  readonly workload: string;
  /** Globs relative to the user's folder; none: the workload's own. */
  readonly inputs: readonly string[];
  readonly args: readonly string[];
  readonly timeoutMs: number;
}

/** A run that could start: nothing of it exists anywhere but here. */
export interface PreparedRun {
  readonly manifest: Manifest;
  readonly bundle: Bundle;
  readonly files: readonly HashedFile[];
}

/** A job outlives the patience of whoever submitted it by this, so that it can be resumed. */
const resumableMs = 24 * 3_600_000;

/** Inputs, code and plan of a run. Refuses bad input before anything is started or sent. */
export const prepareRun = async (request: PrepareRequest, world: World): Promise<PreparedRun> => {
  const { clock, random, signal, projectDir, cwd } = world;
  const workload = findWorkload(request.workload, world.workloads);
  const own = request.inputs.length === 0;
  const found = await findInputs(own ? [workload.inputs] : request.inputs, own ? projectDir : cwd);
  const [files, bundle] = await Promise.all([
    hashInputs(found, signal),
    bundleWorkload(workload.main, projectDir),
  ]);
  const createdAt = clock.now();
  const manifest = planRun({
    jobId: newJobId({ workload: request.workload, now: createdAt, random }),
    name: request.workload,
    workload,
    inputs: files.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
    args: request.args,
    bundleSha256: bundle.sha256,
    createdAt,
    maxWallClockTimeMs: request.timeoutMs + resumableMs,
  });
  return { manifest, bundle, files };
};
