import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { CommandContext } from "../command-context.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { cachedPackages } from "../packages/packages.ts";
import { findRequirements } from "../packages/requirement-source.ts";
import { targetOf } from "../packages/target.ts";
import { readCode, withPackages } from "../plan/code.ts";
import { type Workloads, workloadOf } from "../plan/find-workload.ts";
import { hashInputs } from "../storage/hash-files.ts";
import { plural } from "../text/amounts.ts";
import { readable } from "../text/escape-controls.ts";
import type { FollowUp } from "../ui/follow-up.ts";
import { submitAgain } from "../ui/next-commands.ts";

type CodeContext = Workloads & Pick<CommandContext, "cwd" | "env" | "signal">;

/**
 * Returns a notice for tasks that run again if this checkout has other code than the run, which keeps its own; undefined if the code is the
 * same or can't be loaded here.
 */
export const changedCode = async (
  manifest: Manifest,
  followUp: FollowUp,
  context: CodeContext,
): Promise<string | undefined> => {
  const { jobId, workload: name, line, codeSha256 } = manifest;
  const again = `The tasks run the code of the run.\nTo run the new code: ${submitAgain(manifest, followUp)}`;
  if (line !== undefined) {
    const changed = await changedFiles(manifest, context);
    if (changed.length === 0) return undefined;
    return `${shortList(changed)} changed after run ${jobId} was planned. ${again}`;
  }
  const here = await codeHere(manifest, context);
  context.signal.throwIfAborted();
  if (here === undefined || here === codeSha256) return undefined;
  return `The code of workload ${name} changed after run ${jobId} was planned. ${again}`;
};

/**
 * Returns the files of a command line that differ from those of the run. Empty if one of them isn't in the current folder: the command
 * line then belongs to another folder.
 */
const changedFiles = async (
  { files = [] }: Manifest,
  { cwd, signal }: Pick<CodeContext, "cwd" | "signal">,
): Promise<string[]> => {
  try {
    const found = await Promise.all(
      files.map(async ({ path: name }) => {
        const path = join(cwd, name);
        return { path, name, size: (await stat(path)).size };
      }),
    );
    const here = await hashInputs(found, signal);
    return here.filter(({ sha256 }, i) => sha256 !== files[i]?.sha256).map(({ name }) => name);
  } catch {
    signal.throwIfAborted();
    return [];
  }
};

/** Most names of files in a notice. */
const mostNames = 3;

const shortList = (names: readonly string[]): string => {
  const shown = names.slice(0, mostNames).map(readable);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${plural(rest, "other file")}` : shown.join(", ");
};

const codeHere = async (manifest: Manifest, context: CodeContext): Promise<string | undefined> => {
  const { packages } = manifest;
  try {
    const workload = await workloadOf(manifest, context);
    if (workload === undefined) return undefined;
    const code = await readCode(workload, context);
    const requirements = await findRequirements(workload, undefined, context.cwd);
    if (requirements === undefined || packages === undefined) return code.sha256;
    const target = targetOf(packages);
    const here = await cachedPackages({ requirements, target, env: context.env });
    return here && withPackages(code, here.key).sha256;
  } catch {
    // The run uses the code in storage, so it doesn't matter if the code here can't be loaded.
    return undefined;
  }
};
