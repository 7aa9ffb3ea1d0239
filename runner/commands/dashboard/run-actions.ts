import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type { ActionResult } from "../../../browser/contract/dashboard.ts";
import type { CommandContext } from "../../command-context.ts";
import type { RunActions } from "../../dashboard/dashboard-environment.ts";
import type { ExitCode } from "../../errors.ts";
import { bytes, plural } from "../../text/amounts.ts";
import type { JsonEvent } from "../../ui/events.ts";
import { download } from "../download/download.ts";
import { retry } from "../retry/retry.ts";
import type { SharedFlags } from "../shared-options.ts";

type Work = (flags: SharedFlags & { readonly json: true }, context: CommandContext) => Promise<ExitCode>;

/** Time for a retried run to become ready. The command doesn't wait for its tasks. */
const timeoutMs = 20 * 60_000;

/** Runs the commands `retry --detach --yes` and `download` with these flags. */
export const runActions = (flags: SharedFlags, context: CommandContext): RunActions => {
  const run = (work: Work): Promise<JsonEvent[]> => eventsOf(work, { ...flags, json: true }, context);
  return {
    retry: async (job) => {
      const options = { job, detach: true, yes: true, keepJob: false, timeoutMs };
      return retried(job, await run((given, own) => retry({ ...given, ...options }, own)));
    },
    download: async (job) => downloaded(await run((options, own) => download({ ...options, job }, own))),
  };
};

/** Runs a command and returns the events that it prints. */
export const eventsOf = async (
  work: Work,
  flags: SharedFlags & { readonly json: true },
  context: CommandContext,
): Promise<JsonEvent[]> => {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  stderr.resume();
  const printed = text(stdout);
  try {
    await work(flags, { ...context, terminal: { stdout, stderr, ask: undefined } });
  } finally {
    stdout.end();
    stderr.end();
  }
  const lines = (await printed).split("\n").filter((line) => line !== "");
  return lines.map((line): JsonEvent => JSON.parse(line));
};

const retried = (job: string, events: readonly JsonEvent[]): ActionResult => {
  const jobId = events.findLast((event) => event.event === "detached")?.jobId ?? job;
  return jobId === job
    ? { message: "The failed tasks wait for a node again", jobId }
    : { message: `The failed tasks run again as ${jobId}`, jobId };
};

const downloaded = (events: readonly JsonEvent[]): ActionResult => {
  const found = events.findLast((event) => event.event === "downloaded");
  if (found === undefined) return { message: "Nothing was downloaded" };
  const { files, present, folder } = found;
  const there = present > 0 ? `, ${present} already present` : "";
  return { message: `Downloaded ${plural(files, "file")} (${bytes(found.bytes)})${there} to ${folder}` };
};
