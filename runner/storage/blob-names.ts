/** Layout of the containers: the folder of each run and task, and the names of code and records. */

interface RunId {
  /** Id of the run and of its job. */
  readonly jobId: string;
}

interface TaskId {
  readonly id: string;
}

interface CodeId {
  readonly workload: string;
  /** SHA-256 of the code, in hex. */
  readonly codeSha256: string;
}

/** Prefix of the outputs and logs of a run's tasks in the output container. */
export const outputPrefix = ({ jobId }: RunId): string => `${jobId}/`;

/** Folder of a task's outputs and logs in the output container. */
export const taskFolder = ({ jobId }: RunId, { id }: TaskId): string => `${jobId}/${id}`;

/** Blob of the workload's bundled code in the application container. */
export const bundleBlob = ({ workload, codeSha256 }: CodeId): string => `${workload}/${codeSha256}.mjs`;

/** Prefix of the records of runs in the application container. */
export const runsPrefix = "runs/";

export const runBlob = (jobId: string, file: "manifest" | "report"): string =>
  `${runsPrefix}${jobId}/${file}.ndjson.gz`;

/** Returns the run and the file of a blob below `runsPrefix`. */
export const runOfBlob = (name: string): { readonly jobId: string; readonly file: string } => {
  const [jobId = "", file = ""] = name.slice(runsPrefix.length).split("/");
  return { jobId, file: file.replace(/\.ndjson\.gz$/, "") };
};

/** Script that fetches a task's inputs, or the shared files, if there are too many for resource files. */
export const fetchBlob = ({ jobId }: RunId, task?: TaskId): string =>
  `${runsPrefix}${jobId}/fetch${task === undefined ? "" : `/${task.id}`}.mts`;

/** Program that fetches a run's Python packages. */
export const packagesBlob = ({ jobId }: RunId): string => `${runsPrefix}${jobId}/packages.mts`;

/** A task's arguments if they are too long for a command line. */
export const argumentsBlob = ({ jobId }: RunId, { id }: TaskId): string =>
  `${runsPrefix}${jobId}/arguments/${id}`;

/** Prefix of the blobs that record the results of this code, one per run id. */
export const resultsPrefix = ({ workload, codeSha256 }: CodeId): string =>
  `results/${workload}/${codeSha256}/`;
