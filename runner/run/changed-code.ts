import { quote } from "shlex";
import type { CommandContext } from "../command-context.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { readCode } from "../plan/code.ts";
import { workloadNamed } from "../plan/find-workload.ts";
import type { FollowUp } from "../ui/follow-up.ts";

/**
 * What to say before tasks of a run are run again: that this checkout has other code than the run, which keeps its own, and
 * how to run the new one. Undefined if the code is the same, or if this checkout can't tell.
 */
export const changedCode = async (
  { jobId, workload: name, codeSha256, args, tasks }: Manifest,
  followUp: FollowUp,
  context: Pick<CommandContext, "workloads" | "workloadsError" | "projectDir" | "signal">,
): Promise<string | undefined> => {
  const here = await codeHere(name, context);
  context.signal.throwIfAborted();
  if (here === undefined || here === codeSha256) return undefined;
  const words = args.length === 0 ? [] : ["--", ...args.map(quote)];
  // After `--` every word is the workload's, so the flags of the command come first.
  const command = [followUp("submit", name), ...words].join(" ").replace(" -- -- ", " -- ");
  const hasFiles = Iterator.from(tasks).some(({ inputs }) =>
    inputs.some(({ stored }) => stored === undefined),
  );
  const inputs = hasFiles ? ", with the same --input if the run had one" : "";
  return `The code of workload ${name} changed after run ${jobId} was planned. The tasks run the run's own code again.\nTo run the new code: ${command}${inputs}`;
};

const codeHere = async (
  name: string,
  context: Pick<CommandContext, "workloads" | "workloadsError" | "projectDir" | "signal">,
): Promise<string | undefined> => {
  try {
    const workload = await workloadNamed(name, context);
    return workload && (await readCode(workload, context)).sha256;
  } catch {
    // Code that can't be loaded or bundled here is no reason not to run what storage has.
    return undefined;
  }
};
