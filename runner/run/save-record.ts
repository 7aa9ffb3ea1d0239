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
  /** Returns an outcome per task in the order of the manifest, each time from the start. */
  readonly outcomes: () => Iterable<TaskOutcome>;
  /** Keep a report that is already stored. */
  readonly onlyNew?: boolean;
}

/** Stores the results for later runs of the same code, then the report. */
export const saveRecord = async (record: SaveRecord): Promise<void> => {
  const { clients, manifest, report, outcomes, onlyNew } = record;
  const { application } = clients;
  if (report.succeeded > report.cached) await writeResultsIndex({ application, manifest }, outcomes);
  await writeReport({ application, jobId: manifest.jobId }, report, outcomes(), { onlyNew });
};
