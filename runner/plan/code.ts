import { createHash } from "node:crypto";
import type { Workload } from "../../task/workload.ts";
import { bundleWorkload } from "./bundle.ts";
import { findSharedFiles, type SharedFileHere } from "./shared-files.ts";

/** What a workload runs on a node. */
export interface Code {
  /** Of all that is here: the same code has the same hash on every machine. */
  readonly sha256: string;
  /** One ES module for Node; undefined where the workload is a command. */
  readonly bundle: Uint8Array | undefined;
  readonly files: readonly SharedFileHere[];
}

export const readCode = async (
  workload: Workload,
  { projectDir, signal }: { readonly projectDir: string; readonly signal: AbortSignal },
): Promise<Code> => {
  const [bundle, files] = await Promise.all([
    workload.main && bundleWorkload(workload.main, projectDir),
    findSharedFiles(workload.files ?? [], signal),
  ]);
  const program = bundle?.sha256 ?? hash(["command", workload.command]);
  const shared = files.map(({ name, sha256, isExecutable }) => [name, sha256, isExecutable]);
  const sha256 = shared.length === 0 ? program : hash([program, shared]);
  return { sha256, bundle: bundle?.code, files };
};

const hash = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");
