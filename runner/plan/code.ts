import { createHash } from "node:crypto";
import type { Workload } from "../../task/workload.ts";
import { bundleWorkload } from "./bundle.ts";
import { findSharedFiles, type SharedHere, type SharedPlace } from "./shared-files.ts";

/** A workload's program and shared files. */
export interface Code extends SharedHere {
  /** SHA-256 of program, files and packages, the same on every machine. */
  readonly sha256: string;
  /** ES module for Node; undefined if the program is a command. */
  readonly bundle: Uint8Array | undefined;
}

interface CodeOptions {
  readonly projectDir: string;
  readonly signal: AbortSignal;
  /** Shared files of a workload that no file declares. */
  readonly shipped?: readonly SharedPlace[] | undefined;
}

/** Bundles a workload's program and hashes its shared files. */
export const readCode = async (
  workload: Workload,
  { projectDir, signal, shipped }: CodeOptions,
): Promise<Code> => {
  const [bundle, { files, emptyFolders }] = await Promise.all([
    workload.main && bundleWorkload(workload.main, projectDir),
    findSharedFiles(workload.files ?? [], signal, shipped),
  ]);
  const program = bundle?.sha256 ?? hash(["command", workload.command]);
  const shared = files.map(({ name, sha256, isExecutable }) => [name, sha256, isExecutable]);
  const folders = emptyFolders.length === 0 ? [] : [emptyFolders];
  const sha256 = shared.length + folders.length === 0 ? program : hash([program, shared, ...folders]);
  return { sha256, bundle: bundle?.code, files, emptyFolders };
};

/** Returns the code with a hash that also covers the run's Python packages. */
export const withPackages = (code: Code, packagesKey: string): Code => ({
  ...code,
  sha256: hash([code.sha256, "packages", packagesKey]),
});

const hash = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");
