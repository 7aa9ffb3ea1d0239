import type { Clients } from "../azure/clients.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import type { RunReport } from "../results/report.ts";
import { writeResultsIndex } from "../results/results-index.ts";
import type { writeReport } from "../results/run-record.ts";

interface KeepRecord {
  readonly clients: Pick<Clients, "application" | "storageCall">;
  readonly manifest: Manifest;
  readonly report: RunReport;
  /** Each time from the start, in the order of the manifest. */
  readonly outcomes: () => Iterable<TaskOutcome>;
  readonly write: typeof writeReport;
}

/** Tells later runs what this one has done, and then everybody what became of it. */
export const keepRecord = async (record: KeepRecord): Promise<void> => {
  const { clients, manifest, report, outcomes, write } = record;
  const { application, storageCall } = clients;
  if (report.succeeded > report.cached)
    await writeResultsIndex({ application, storageCall, manifest }, outcomes);
  await write({ application, jobId: manifest.jobId, storageCall }, report, outcomes());
};
