import type { BatchServiceModels as Models } from "@azure/batch";
import { quote } from "shlex";
import { isoDuration } from "./duration.ts";
import { cleanSetting } from "./job/attempts.ts";
import type { Reading } from "./job/fetch-inputs.ts";
import { argumentsText, hasLongArguments } from "./job/long-arguments.ts";
import { outputFiles } from "./job/output-files.ts";
import { outputsSetting } from "./job/output-hashes.ts";
import { type Fetching, type Staging, stageFiles } from "./job/stage-files.ts";
import { bundleFile, taskScript, workloadFolder } from "./job/task-script.ts";
import { linksOf } from "./plan/links.ts";
import { type Manifest, type ManifestInput, type ManifestTask, tasksToRun } from "./plan/manifest.ts";
import { argumentsFile } from "./plan/reserved-names.ts";

/**
 * How nodes reach blobs, in the properties of a resource file and of an output file's container: a URL with a SAS in `keys`
 * mode, a plain URL and the nodes' identity in `entra` mode. A SAS is a secret: never log these.
 */
export interface NodeAccess {
  /** A blob of the application container, to read: the workload's code, or what fetches a task's inputs. */
  readonly application: (blobName: string) => BlobAccess;
  /** An input by the hash of its content, to read. */
  readonly input: (sha256: string) => BlobAccess;
  /** An input that was in storage before, to read. */
  readonly stored: (place: NonNullable<ManifestInput["stored"]>) => BlobAccess;
  /** A blob of the output container, to read. */
  readonly result: (blobName: string) => BlobAccess;
  /** What a task's own script needs to read these blobs. */
  readonly reading: (urls: readonly string[]) => Reading;
  /** The output container, to write. */
  readonly output: ContainerAccess;
}

type BlobAccess = Required<Pick<Models.ResourceFile, "httpUrl">> &
  Pick<Models.ResourceFile, "identityReference">;

type ContainerAccess = Pick<Models.OutputFileBlobContainerDestination, "containerUrl" | "identityReference">;

export interface RequestContext {
  readonly poolId: string;
  /** Path of Node on a node, with environment variables for a shell. */
  readonly nodePath: string;
  readonly access: NodeAccess;
}

/** Seconds of grace that a task's folder on the node is kept; its logs are in storage. */
const retentionTime = isoDuration(24 * 3_600_000);

/** The job of a run. It ends by itself only after `completionPatch`: a job without tasks would complete at once. */
export const jobRequest = (manifest: Manifest, context: RequestContext): Models.JobAddParameter => ({
  id: manifest.jobId,
  poolInfo: { poolId: context.poolId },
  onAllTasksComplete: "noaction",
  constraints: { maxWallClockTime: isoDuration(manifest.maxWallClockTimeMs), maxTaskRetryCount: 0 },
  metadata: [
    { name: "workload", value: manifest.workload },
    { name: "manifestVersion", value: String(manifest.manifestVersion) },
    { name: "code", value: manifest.codeSha256 },
  ],
  commonEnvironmentSettings: [cleanSetting, outputsSetting],
  usesTaskDependencies: linksOf(manifest).hasLinks,
  jobPreparationTask: preparation(manifest, context),
});

/** Stages what all tasks share once per node. Running Node proves that it is there, so a node without it takes no task. */
const preparation = (manifest: Manifest, context: RequestContext): Models.JobPreparationTask => {
  const { resourceFiles, fetching } = sharedStaging(manifest, context);
  const proof = manifest.command === undefined ? ` && "${context.nodePath}" --version` : "";
  const folders = (manifest.emptyFolders ?? []).map((path) => quote(`${workloadFolder}/${path}`));
  const script = `mkdir -p ${[workloadFolder, ...folders].join(" ")}${proof}`;
  return {
    commandLine: shell(fetching === undefined ? script : `${fetching.command}; ${script}`),
    resourceFiles,
    environmentSettings: fetching?.environmentSettings,
    constraints: { maxTaskRetryCount: 2, retentionTime },
    waitForSuccess: true,
  };
};

const sharedStaging = (manifest: Manifest, { nodePath, access }: RequestContext): Staging => {
  const program = () => access.application(fetchBlob(manifest));
  return stageFiles(sharedFiles(manifest, access), { program, nodePath, reading: access.reading });
};

const sharedFiles = (manifest: Manifest, access: NodeAccess): Models.ResourceFile[] => [
  ...(manifest.command === undefined
    ? [{ ...access.application(bundleBlob(manifest)), filePath: bundleFile(manifest) }]
    : []),
  ...(manifest.files ?? []).map(({ path, sha256, isExecutable }) => ({
    ...access.input(sha256),
    filePath: `${workloadFolder}/${path}`,
    fileMode: isExecutable ? "0755" : "0644",
  })),
];

export const completionPatch: Models.JobPatchParameter = { onAllTasksComplete: "terminatejob" };

/** Whether every task of the job has been added: the patch is the last step of starting a job. */
export const isFullyAdded = (job: Models.CloudJob): boolean =>
  job.onAllTasksComplete?.toLowerCase() === completionPatch.onAllTasksComplete;

export const taskRequest = (
  task: ManifestTask,
  manifest: Manifest,
  context: RequestContext,
): Models.TaskAddParameter => {
  const { resourceFiles, fetching } = inputStaging(task, manifest, context);
  return {
    id: task.id,
    displayName: task.name,
    commandLine: shell(taskScript(task, manifest, { nodePath: context.nodePath, fetching })),
    ...settings(task),
    environmentSettings: environment(task, fetching),
    resourceFiles,
    outputFiles: outputFiles(task, {
      folder: taskFolder(manifest, task),
      retries: task.retries ?? manifest.retries,
      container: context.access.output,
    }),
    constraints: {
      maxTaskRetryCount: 0,
      retentionTime,
      maxWallClockTime: task.timeoutMs === undefined ? undefined : isoDuration(task.timeoutMs),
    },
    ...links(task, manifest),
  };
};

const environment = (
  { env = {} }: ManifestTask,
  fetching: Fetching | undefined,
): Models.EnvironmentSetting[] | undefined => {
  const own = Object.entries(env).map(([name, value]) => ({ name, value }));
  const all = [...own, ...(fetching?.environmentSettings ?? [])];
  return all.length > 0 ? all : undefined;
};

const settings = ({ slots, image }: ManifestTask): Partial<Models.TaskAddParameter> => ({
  requiredSlots: slots,
  containerSettings:
    image === undefined
      ? undefined
      : { imageName: image, containerRunOptions: "--rm", workingDirectory: "taskWorkingDirectory" },
});

/** A container has no Node of the node's, so its inputs are as few as a plan allows. */
const inputStaging = (
  task: ManifestTask,
  manifest: Manifest,
  { nodePath, access }: RequestContext,
): Staging => {
  const files = inputFiles(task, manifest, access);
  const program = () => access.application(fetchBlob(manifest, task));
  const staging =
    task.image === undefined
      ? stageFiles(files, { program, nodePath, reading: access.reading })
      : { resourceFiles: files };
  if (!hasLongArguments(task)) return staging;
  const long = { ...access.application(argumentsBlob(manifest, task)), filePath: argumentsFile };
  return { ...staging, resourceFiles: [...staging.resourceFiles, long] };
};

/** What an earlier run has done is in that run's folder. */
const inputFiles = (task: ManifestTask, manifest: Manifest, access: NodeAccess): Models.ResourceFile[] => {
  const { runOf } = linksOf(manifest);
  return [
    ...task.inputs.map(({ name, sha256, stored }) => ({
      ...(stored === undefined ? access.input(sha256) : access.stored(stored)),
      filePath: name,
    })),
    ...(task.results ?? []).map(({ taskId, path, name }) => ({
      ...access.result(`${taskFolder({ jobId: runOf(taskId) }, { id: taskId })}/${path}`),
      filePath: name,
    })),
  ];
};

/** Inputs that always fit into a task's resource files: a name and a URL in it take at most some 10,000 characters. */
const alwaysFit = 2;

interface StoredFile {
  readonly blobName: string;
  readonly content: string;
}

/** Files that nodes need to find in storage before the run's job and its tasks are added. */
export const filesForNodes = function* (manifest: Manifest, context: RequestContext): Generator<StoredFile> {
  const { fetching } = sharedStaging(manifest, context);
  if (fetching) yield { blobName: fetchBlob(manifest), content: fetching.program };
  for (const task of tasksToRun(manifest)) {
    if (hasLongArguments(task))
      yield { blobName: argumentsBlob(manifest, task), content: argumentsText(task) };
    if (task.inputs.length + (task.results?.length ?? 0) <= alwaysFit) continue;
    const { fetching } = inputStaging(task, manifest, context);
    if (fetching) yield { blobName: fetchBlob(manifest, task), content: fetching.program };
  }
};

/** Only of tasks of this job; Batch refuses both properties in a job whose tasks have no links. */
const links = (
  { after = [], ifFails }: ManifestTask,
  manifest: Manifest,
): Partial<Models.TaskAddParameter> => {
  const { hasLinks, isInJob } = linksOf(manifest);
  if (!hasLinks) return {};
  const taskIds = after.filter(isInJob);
  return {
    dependsOn: taskIds.length > 0 ? { taskIds } : undefined,
    exitConditions: ifFails === "continue" ? { default: { dependencyAction: "satisfy" } } : undefined,
  };
};

/** Where a task's outputs and logs are in the output container. */
export const taskFolder = ({ jobId }: { readonly jobId: string }, { id }: { readonly id: string }): string =>
  `${jobId}/${id}`;

export const bundleBlob = ({ workload, codeSha256 }: Pick<Manifest, "workload" | "codeSha256">): string =>
  `${workload}/${codeSha256}.mjs`;

/** The blobs of a run's record are below it, by the run's id. */
export const runsPrefix = "runs/";

export const runBlob = (jobId: string, file: "manifest" | "report"): string =>
  `${runsPrefix}${jobId}/${file}.ndjson.gz`;

/** What fetches the inputs of a task, or the files that all tasks share, where they are too many for resource files. */
const fetchBlob = ({ jobId }: Pick<Manifest, "jobId">, task?: Pick<ManifestTask, "id">): string =>
  `${runsPrefix}${jobId}/fetch${task === undefined ? "" : `/${task.id}`}.mts`;

/** A task's arguments where they are long. */
const argumentsBlob = ({ jobId }: Pick<Manifest, "jobId">, { id }: Pick<ManifestTask, "id">): string =>
  `${runsPrefix}${jobId}/arguments/${id}`;

/** What runs of this code have brought about is told in blobs below it, by the run's id. */
export const resultsPrefix = ({ workload, codeSha256 }: Pick<Manifest, "workload" | "codeSha256">): string =>
  `results/${workload}/${codeSha256}/`;

/** The other way round. */
export const runOfBlob = (name: string): { readonly jobId: string; readonly file: string } => {
  const [jobId = "", file = ""] = name.slice(runsPrefix.length).split("/");
  return { jobId, file: file.replace(/\.ndjson\.gz$/, "") };
};

/** Batch runs no shell by itself, so nothing would expand the variables. */
const shell = (script: string): string => `/bin/bash -c ${quote(script)}`;
