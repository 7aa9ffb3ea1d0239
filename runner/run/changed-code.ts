import { quote } from "shlex";
import type { CommandContext } from "../command-context.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { readCode } from "../plan/code.ts";
import { workloadNamed } from "../plan/find-workload.ts";
import type { FollowUp } from "../ui/follow-up.ts";

/**
 * Returns a notice for tasks that run again if this checkout has other code than the run, which keeps its own; undefined if the code is the
 * same or can't be loaded here.
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
  // Words after `--` are task arguments, so the flags come first.
  const command = [followUp("submit", name), ...words].join(" ").replace(" -- -- ", " -- ");
  const hasFiles = Iterator.from(tasks).some(({ inputs }) =>
    inputs.some(({ stored }) => stored === undefined),
  );
  const inputs = hasFiles ? ", with the same --input if the run had one" : "";
  return `The code of workload ${name} changed after run ${jobId} was planned. The tasks run the code of the run.\nTo run the new code: ${command}${inputs}`;
};

const codeHere = async (
  name: string,
  context: Pick<CommandContext, "workloads" | "workloadsError" | "projectDir" | "signal">,
): Promise<string | undefined> => {
  try {
    const workload = await workloadNamed(name, context);
    return workload && (await readCode(workload, context)).sha256;
  } catch {
    // The run uses the code in storage, so it doesn't matter if the code here can't be loaded.
    return undefined;
  }
};
