import type { BatchServiceModels as Models } from "@azure/batch";

/** The run that a job's metadata describe, for a run whose manifest is missing from storage. */
interface RunMetadata {
  readonly workload: string;
  readonly codeSha256: string;
  readonly createdAt: Date;
}

/** Returns undefined if the runner didn't create the job. */
export const runMetadata = ({ metadata = [], creationTime }: Models.CloudJob): RunMetadata | undefined => {
  const values = new Map(metadata.map(({ name, value }) => [name, value]));
  const [workload, codeSha256] = [values.get("workload"), values.get("code")];
  if (workload === undefined || codeSha256 === undefined || !values.has("manifestVersion")) return undefined;
  return { workload, codeSha256, createdAt: creationTime ?? new Date(0) };
};

/** Whether a job can still start or run tasks. */
export const isLiveJob = ({ state }: Pick<Models.CloudJob, "state">): boolean =>
  state !== "completed" && state !== "deleting";
