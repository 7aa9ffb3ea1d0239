import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { StoredInputs, Workload } from "../../task/workload.ts";
import type { CommandContext } from "../command-context.ts";
import { usageError } from "../errors.ts";
import type { Manifest, ManifestInput } from "../manifest/manifest.ts";
import type { MaxFails } from "../manifest/max-fails.ts";
import type { Packages } from "../packages/packages.ts";
import { type Code, readCode, withPackages } from "../plan/code.ts";
import { findInputs } from "../plan/find-inputs.ts";
import { findWorkload, submitWord } from "../plan/find-workload.ts";
import { newJobId } from "../plan/ids.ts";
import { planRun } from "../plan/plan.ts";
import type { SharedPlace } from "../plan/shared-files.ts";
import type { FoundFile } from "../storage/hash-files.ts";
import { type HashedFile, hashInputs } from "../storage/hash-files.ts";
import { type TransferMeter, transferMeter } from "../storage/transfer.ts";
import type { Emit } from "../ui/events.ts";
import { costLimit } from "./cost-limit.ts";
import { findPackages, manifestPackages, type NodesTarget, type PackageOptions } from "./find-packages.ts";
import { submitWords } from "./submit-words.ts";

/** A workload that a command line declares instead of a file. Its paths are relative to the working directory. */
export interface DeclaredWorkload {
  readonly workload: Workload;
  /** Shared files. */
  readonly shipped: readonly SharedPlace[];
  /** Command of `azbatch run`. */
  readonly line: string;
}

interface PrepareRequest extends PackageOptions {
  /** Name of the workload. */
  readonly workload: string;
  /** Undefined for a workload that a file declares. */
  readonly declared?: DeclaredWorkload | undefined;
  /** Globs relative to the working directory; none for the workload's own inputs. */
  readonly inputs: readonly string[];
  /** Inputs in storage, instead of files. */
  readonly stored?: readonly ManifestInput[] | undefined;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly maxTasks: number;
  /** Words of a command line that submits the same work; by default those of a `submit` with these inputs and arguments. */
  readonly again?: readonly string[] | undefined;
  /** `--retries`. */
  readonly retries?: number | undefined;
  readonly nodesTarget: NodesTarget;
  readonly emit: Emit;
  /** `--max-fails`. */
  readonly maxFails?: MaxFails | undefined;
  /** `--max-cost`. */
  readonly maxCost?: number | undefined;
  /** `--node-price`. */
  readonly nodePrice?: number | undefined;
}

/** A run that is ready to start. Nothing has left this machine. */
export interface PreparedRun {
  readonly manifest: Manifest;
  /** Undefined if storage has it from the run that this one repeats. */
  readonly code: Code | undefined;
  readonly packages?: Packages | undefined;
  readonly files: readonly HashedFile[];
  /** Description of the workload; undefined if the run repeats an earlier one. */
  readonly description?: string | undefined;
}

/** A job may run this much longer than the submit waits, so that it can be resumed. */
const resumableMs = 24 * 3_600_000;

/** Returns the time limit of the job for a submit's `--timeout`. */
export const jobLifeMs = (timeoutMs: number): number => timeoutMs + resumableMs;

/**
 * Prepares a run: reads inputs and code, and plans the tasks. Starts and sends nothing.
 *
 * @throws RunnerError `usage` if inputs, code or plan are invalid.
 */
export const prepareRun = async (request: PrepareRequest, context: CommandContext): Promise<PreparedRun> => {
  const { clock, random, signal } = context;
  const { declared } = request;
  const workload = await workloadOf(request, context);
  const found = request.stored === undefined ? await findFiles(request, workload, context) : [];
  // If the code has an error, stop reading inputs.
  const stop = new AbortController();
  const [files, [code, packages]] = await Promise.all([
    hashInputs(found, AbortSignal.any([signal, stop.signal]), hashMeter(found, request.emit, clock)),
    readProgram(workload, request, context),
  ]).finally(() => stop.abort());
  const createdAt = clock.now();
  const planned = planRun({
    jobId: newJobId({ workload: request.workload, now: createdAt, random }),
    name: request.workload,
    workloadFile: context.workloadFile?.path,
    workload,
    line: declared?.line,
    inputs: request.stored ?? files,
    args: request.args,
    codeSha256: code.sha256,
    files: code.files.map(({ name, sha256, isExecutable }) => ({ path: name, sha256, isExecutable })),
    emptyFolders: code.emptyFolders,
    packages: packages && manifestPackages(packages),
    createdAt,
    maxWallClockTimeMs: jobLifeMs(request.timeoutMs),
    maxTasks: request.maxTasks,
    maxRetries: request.retries,
    maxFails: request.maxFails,
  });
  const description = declared === undefined ? workload.description : undefined;
  const manifest = {
    ...planned,
    ...costLimit(request.maxCost, context.env),
    again: [...(request.again ?? submitWords({ ...request, workload: submitWord(planned, context) }))],
  };
  return { manifest, code, packages, files, description };
};

const hashMeter = (found: readonly FoundFile[], emit: Emit, clock: CommandContext["clock"]): TransferMeter =>
  transferMeter({
    clock,
    totalBytes: found.reduce((sum, { size }) => sum + size, 0),
    onProgress: (transfer) => emit({ event: "hashing", files: found.length, ...transfer }),
  });

/** Returns the workload that a command line declares, or the one of this name. */
export const workloadOf = async (
  { workload, declared }: Pick<PrepareRequest, "workload" | "declared">,
  context: CommandContext,
): Promise<Workload> => declared?.workload ?? (await findWorkload(workload, context));

/** Returns the workload with a command line's files, whose metadata may require packages. */
export const withScripts = (workload: Workload, declared: DeclaredWorkload | undefined): Workload =>
  declared === undefined
    ? workload
    : { ...workload, files: declared.shipped.map(({ path }) => pathToFileURL(path)) };

const readProgram = async (
  workload: Workload,
  request: PrepareRequest,
  context: CommandContext,
): Promise<[Code, Packages | undefined]> => {
  const { projectDir, signal } = context;
  // First, because an error in the program is found sooner.
  const code = await readCode(workload, { projectDir, signal, shipped: request.declared?.shipped });
  const packages = await findPackages(withScripts(workload, request.declared), request, context);
  return [packages === undefined ? code : withPackages(code, packages.key), packages];
};

/** Returns the location of inputs that the workload takes from storage. Such a run can only be prepared with a connection. */
export const storedInputs = (
  { inputs }: Pick<PrepareRequest, "inputs">,
  { inputs: own }: Workload,
): StoredInputs | undefined =>
  inputs.length === 0 && typeof own === "object" && "container" in own ? own : undefined;

const findFiles = async (
  { inputs, workload: name, declared }: PrepareRequest,
  workload: Workload,
  { projectDir, workloadFile, cwd }: Pick<CommandContext, "projectDir" | "workloadFile" | "cwd">,
): Promise<FoundFile[]> => {
  const { inputs: own, inputFolder } = workload;
  const folder = declared === undefined ? (workloadFile?.inputsFolder ?? projectDir) : cwd;
  const base = inputFolder === undefined ? undefined : resolve(folder, inputFolder);
  if (own === undefined && inputs.length > 0)
    throw usageError("InputsNotTaken", `--input: workload ${name} takes no inputs`);
  if (inputs.length > 0) return findInputs(inputs, cwd, base);
  if (own === undefined || (typeof own === "object" && "container" in own)) return [];
  return findInputs(typeof own === "string" ? [own] : own, folder, base);
};
