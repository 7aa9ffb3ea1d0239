import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandContext } from "../../command-context.ts";
import type { RunReader } from "../../dashboard/dashboard-environment.ts";
import { report } from "../report/report.ts";
import type { SharedFlags } from "../shared-options.ts";
import { eventsOf } from "./run-actions.ts";

/** Returns the page that `report` writes, without writing to the run's folder. Requests at the same time share one report. */
export const runReports = (flags: SharedFlags, context: CommandContext): RunReader["report"] => {
  const writing = new Map<string, Promise<Buffer>>();
  return (job) => {
    const known = writing.get(job);
    if (known !== undefined) return known;
    const page = pageOf(job, flags, context).finally(() => writing.delete(job));
    writing.set(job, page);
    return page;
  };
};

const pageOf = async (job: string, flags: SharedFlags, context: CommandContext): Promise<Buffer> => {
  const folder = await mkdtemp(join(tmpdir(), "azbatch-report-"));
  const out = join(folder, "report.html");
  try {
    await eventsOf((given, own) => report({ ...given, job, out }, own), { ...flags, json: true }, context);
    return await readFile(out);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
