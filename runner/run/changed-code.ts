import { quote } from "shlex";
import type { CommandContext } from "../command-context.ts";
import type { Manifest, PythonPackages } from "../manifest/manifest.ts";
import { cachedPackages } from "../packages/packages.ts";
import { findRequirements } from "../packages/requirement-source.ts";
import { targetOf } from "../packages/target.ts";
import { readCode, withPackages } from "../plan/code.ts";
import { workloadNamed } from "../plan/find-workload.ts";
import type { FollowUp } from "../ui/follow-up.ts";

/**
 * Returns a notice for tasks that run again if this checkout has other code than the run, which keeps its own; undefined if the code is the
 * same or can't be loaded here.
 */
export const changedCode = async (
  { jobId, workload: name, line, codeSha256, packages, args, tasks }: Manifest,
  followUp: FollowUp,
  context: CodeContext,
): Promise<string | undefined> => {
  if (line !== undefined) return undefined;
  const here = await codeHere(name, packages, context);
  context.signal.throwIfAborted();
  if (here === undefined || here === codeSha256) return undefined;
  const words = args.length === 0 ? [] : ["--", ...args.map(quote)];
  // Words after `--` are task arguments, so the flags come first.
  const command = [followUp("submit", name), ...words].join(" ").replace(" -- -- ", " -- ");
  const hasFiles = Iterator.from(tasks).some(({ inputs }) =>
    inputs.some(({ stored }) => stored === undefined),
  );
  const inputs = hasFiles ? ", with the same --input if the run had one" : "";
  return `The code of workload ${name} changed after run ${jobId} was planned. The tasks run the code of the run.\nTo run the new code: ${command}${inputs}`;
};

type CodeContext = Pick<
  CommandContext,
  "workloads" | "workloadsError" | "projectDir" | "cwd" | "env" | "signal"
>;

const codeHere = async (
  name: string,
  packages: PythonPackages | undefined,
  context: CodeContext,
): Promise<string | undefined> => {
  try {
    const workload = await workloadNamed(name, context);
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
