import type { CommandContext } from "../command-context.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { cachedPackages } from "../packages/packages.ts";
import { findRequirements } from "../packages/requirement-source.ts";
import { targetOf } from "../packages/target.ts";
import { readCode, withPackages } from "../plan/code.ts";
import { type Workloads, workloadOf } from "../plan/find-workload.ts";
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
  if (line !== undefined) return undefined;
  const here = await codeHere(manifest, context);
  context.signal.throwIfAborted();
  if (here === undefined || here === codeSha256) return undefined;
  return `The code of workload ${name} changed after run ${jobId} was planned. The tasks run the code of the run.\nTo run the new code: ${submitAgain(manifest, followUp)}`;
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
