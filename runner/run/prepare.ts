import type { StoredInputs, Workload } from "../../task/workload.ts";
import type { CommandContext } from "../command-context.ts";
import { usageError } from "../errors.ts";
import type { Manifest, ManifestInput } from "../manifest/manifest.ts";
import { type Code, readCode } from "../plan/code.ts";
import { findInputs } from "../plan/find-inputs.ts";
import { findWorkload } from "../plan/find-workload.ts";
import { newJobId } from "../plan/ids.ts";
import { planRun } from "../plan/plan.ts";
import type { FoundFile } from "../storage/hash-files.ts";
import { type HashedFile, hashInputs } from "../storage/hash-files.ts";

interface PrepareRequest {
  readonly workload: string;
  /** Globs relative to the user's folder; none: the workload's own. */
  readonly inputs: readonly string[];
  /** Inputs that are in storage already, instead of files. */
  readonly stored?: readonly ManifestInput[] | undefined;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly maxTasks: number;
  /** `--retries`. */
  readonly retries?: number | undefined;
}

/** A run that could start: nothing of it exists anywhere but here. */
export interface PreparedRun {
  readonly manifest: Manifest;
  /** Undefined where storage has it, because another run was made of the same. */
  readonly code: Code | undefined;
  readonly files: readonly HashedFile[];
  /** The workload's; undefined if the run takes everything from an earlier one. */
  readonly description?: string | undefined;
}

/** A job outlives the patience of whoever submitted it by this, so that it can be resumed. */
const resumableMs = 24 * 3_600_000;

/** How long the job of a run may live that is waited for so long. */
export const jobLifeMs = (timeoutMs: number): number => timeoutMs + resumableMs;

/** Inputs, code and plan of a run. Refuses bad input before anything is started or sent. */
export const prepareRun = async (request: PrepareRequest, context: CommandContext): Promise<PreparedRun> => {
  const { clock, random, signal, projectDir } = context;
  const workload = await findWorkload(request.workload, context);
  const found = request.stored === undefined ? await findFiles(request, workload, context) : [];
  // Where the code has a mistake, nobody should wait until the inputs are read.
  const stop = new AbortController();
  const [files, code] = await Promise.all([
    hashInputs(found, AbortSignal.any([signal, stop.signal])),
    readCode(workload, { projectDir, signal }),
  ]).finally(() => stop.abort());
  const createdAt = clock.now();
  const manifest = planRun({
    jobId: newJobId({ workload: request.workload, now: createdAt, random }),
    name: request.workload,
    workload,
    inputs: request.stored ?? files,
    args: request.args,
    codeSha256: code.sha256,
    files: code.files.map(({ name, sha256, isExecutable }) => ({ path: name, sha256, isExecutable })),
    emptyFolders: code.emptyFolders,
    createdAt,
    maxWallClockTimeMs: jobLifeMs(request.timeoutMs),
    maxTasks: request.maxTasks,
    maxRetries: request.retries,
  });
  return { manifest, code, files, description: workload.description };
};

/** Where the inputs are that a run takes from storage: then it can be prepared only with a connection. */
export const storedInputs = (
  { inputs }: Pick<PrepareRequest, "inputs">,
  { inputs: own }: Workload,
): StoredInputs | undefined =>
  inputs.length === 0 && typeof own === "object" && "container" in own ? own : undefined;

const findFiles = async (
  { inputs, workload: name }: PrepareRequest,
  workload: Workload,
  { projectDir, cwd }: Pick<CommandContext, "projectDir" | "cwd">,
): Promise<FoundFile[]> => {
  const { inputs: own } = workload;
  if (own === undefined && inputs.length > 0)
    throw usageError("InputsNotTaken", `--input: workload ${name} takes no input files`);
  if (inputs.length > 0) return findInputs(inputs, cwd);
  if (own === undefined || (typeof own === "object" && "container" in own)) return [];
  return findInputs(typeof own === "string" ? [own] : own, projectDir);
};
