import type { BatchServiceModels as Models } from "@azure/batch";
import { quote } from "shlex";
import { isoDuration } from "./duration.ts";
import { attempts, attemptsFile, cleanSetting } from "./job/attempts.ts";
import type { Manifest, ManifestTask } from "./plan/manifest.ts";

/**
 * How nodes reach blobs, in the properties of a resource file and of an output file's container: a URL with a SAS in `keys`
 * mode, a plain URL and the nodes' identity in `entra` mode. A SAS is a secret: never log these.
 */
export interface NodeAccess {
  /** The workload's code, to read. */
  readonly bundle: BlobAccess;
  /** An input by the hash of its content, to read. */
  readonly input: (sha256: string) => BlobAccess;
  /** The output container, to write. */
  readonly output: ContainerAccess;
}

export type BlobAccess = Required<Pick<Models.ResourceFile, "httpUrl">> &
  Pick<Models.ResourceFile, "identityReference">;

export type ContainerAccess = Pick<
  Models.OutputFileBlobContainerDestination,
  "containerUrl" | "identityReference"
>;

export interface RequestContext {
  readonly poolId: string;
  /** Path of Node on a node, with environment variables for a shell. */
  readonly nodePath: string;
  readonly access: NodeAccess;
}

/** Seconds of grace that a task's folder on the node is kept; its logs are in storage. */
const retentionTime = isoDuration(24 * 3_600_000);

/** The job of a run. It ends by itself only after `completionPatch`: a job without tasks would complete at once. */
export const jobRequest = (
  manifest: Manifest,
  { poolId, nodePath, access }: RequestContext,
): Models.JobAddParameter => ({
  id: manifest.jobId,
  poolInfo: { poolId },
  onAllTasksComplete: "noaction",
  constraints: { maxWallClockTime: isoDuration(manifest.maxWallClockTimeMs), maxTaskRetryCount: 0 },
  metadata: [
    { name: "workload", value: manifest.workload },
    { name: "manifestVersion", value: String(manifest.manifestVersion) },
    { name: "code", value: manifest.codeSha256 },
  ],
  commonEnvironmentSettings: [cleanSetting],
  // Stages the code once per node. Running it proves that Node is there, so a node without it takes no task.
  jobPreparationTask: {
    commandLine: shell(`"${nodePath}" --version`),
    resourceFiles: [{ ...access.bundle, filePath: bundleFile(manifest) }],
    constraints: { maxTaskRetryCount: 2, retentionTime },
    waitForSuccess: true,
  },
});

export const completionPatch: Models.JobPatchParameter = { onAllTasksComplete: "terminatejob" };

/** Whether every task of the job has been added: the patch is the last step of starting a job. */
export const isFullyAdded = (job: Models.CloudJob): boolean =>
  job.onAllTasksComplete?.toLowerCase() === completionPatch.onAllTasksComplete;

export const taskRequest = (
  task: ManifestTask,
  manifest: Manifest,
  { nodePath, access }: RequestContext,
): Models.TaskAddParameter => ({
  id: task.id,
  commandLine: shell(
    attempts(
      [`"${nodePath}" --enable-source-maps "$AZ_BATCH_JOB_PREP_WORKING_DIR/${bundleFile(manifest)}"`]
        .concat(task.args.map(quote))
        .join(" "),
      manifest.retries,
    ),
  ),
  resourceFiles: task.inputs.map(({ name, sha256 }) => ({
    ...access.input(sha256),
    filePath: name,
  })),
  outputFiles: [
    outputFile({ filePattern: "../std*.txt", path: taskFolder(manifest, task), access }),
    ...task.outputs.map((output) =>
      outputFile({ ...outputPattern(output, taskFolder(manifest, task)), access }),
    ),
    ...(manifest.retries ? [outputFile({ ...attemptsFile(taskFolder(manifest, task)), access })] : []),
  ],
  constraints: { maxTaskRetryCount: 0, retentionTime },
});

/** Where a task's outputs and logs are in the output container. */
export const taskFolder = ({ jobId }: { readonly jobId: string }, { id }: { readonly id: string }): string =>
  `${jobId}/${id}`;

export const bundleBlob = ({ workload, codeSha256 }: Pick<Manifest, "workload" | "codeSha256">): string =>
  `${workload}/${codeSha256}.mjs`;

/** The blobs of a run's record are below it, by the run's id. */
export const runsPrefix = "runs/";

export const runBlob = (jobId: string, file: "manifest" | "report"): string =>
  `${runsPrefix}${jobId}/${file}.ndjson.gz`;

/** What runs of this code have brought about is told in blobs below it, by the run's id. */
export const resultsPrefix = ({ workload, codeSha256 }: Pick<Manifest, "workload" | "codeSha256">): string =>
  `results/${workload}/${codeSha256}/`;

/** The other way round. */
export const runOfBlob = (name: string): { readonly jobId: string; readonly file: string } => {
  const [jobId = "", file = ""] = name.slice(runsPrefix.length).split("/");
  return { jobId, file: file.replace(/\.ndjson\.gz$/, "") };
};

/**
 * The pattern that is exactly this path, and the blob path that goes with it: without a wildcard it names the blob, with
 * one it is the virtual folder of what matched, counted from the pattern's first wildcard [D: batch-task-output-files].
 */
export const outputPattern = (output: string, folder: string): { filePattern: string; path: string } => {
  const filePattern = output.replace(/[*?[\]]/g, "[$&]");
  if (filePattern === output) return { filePattern, path: `${folder}/${output}` };
  const parts = output.split("/");
  const plain = parts.slice(
    0,
    parts.findIndex((part) => /[*?[\]]/.test(part)),
  );
  return { filePattern, path: [folder, ...plain].join("/") };
};

interface OutputFile {
  readonly filePattern: string;
  readonly path: string;
  readonly access: NodeAccess;
}

/** Uploaded after a failure too: what a task managed to write is worth having. */
const outputFile = ({ filePattern, path, access }: OutputFile): Models.OutputFile => ({
  filePattern,
  destination: { container: { ...access.output, path } },
  uploadOptions: { uploadCondition: "taskcompletion" },
});

const bundleFile = ({ codeSha256 }: Manifest): string => `${codeSha256}.mjs`;

/** Batch runs no shell by itself, so nothing would expand the variables. */
const shell = (script: string): string => `/bin/bash -c ${quote(script)}`;
