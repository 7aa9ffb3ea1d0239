import type { Clients } from "../azure/clients.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import type { RunReport } from "../results/report.ts";
import { writeResultsIndex } from "../results/results-index.ts";
import { writeReport } from "../results/run-record.ts";

interface SaveRecord {
  readonly clients: Pick<Clients, "application">;
  readonly manifest: Manifest;
  readonly report: RunReport;
  /** Each time from the start, in the order of the manifest. */
  readonly outcomes: () => Iterable<TaskOutcome>;
  /** Keep a report that is already stored. */
  readonly onlyNew?: boolean;
}

/** Tells later runs what this one has done, and then everybody what became of it. */
export const saveRecord = async (record: SaveRecord): Promise<void> => {
  const { clients, manifest, report, outcomes, onlyNew } = record;
  const { application } = clients;
  if (report.succeeded > report.cached) await writeResultsIndex({ application, manifest }, outcomes);
  await writeReport({ application, jobId: manifest.jobId }, report, outcomes(), { onlyNew });
};
