import type { BatchServiceModels as Models } from "@azure/batch";
import type { NodeAccess } from "../azure/node-access.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import { type Manifest, type ManifestTask, tasksToRun } from "../manifest/manifest.ts";
import { argumentsFile } from "../manifest/reserved-names.ts";
import { argumentsBlob, fetchBlob, packagesBlob, taskFolder } from "../storage/blob-names.ts";
import { packagesInstallation } from "./install-packages.ts";
import { argumentsText, hasLongArguments } from "./long-arguments.ts";
import type { RequestContext } from "./request-context.ts";
import { type Staging, stageFiles } from "./stage-files.ts";
import { sharedStaging } from "./stage-shared-files.ts";

/** Stages a task's inputs. Containers can't use the node's Node, so their inputs are always resource files. */
export const inputStaging = (
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

/** Outputs of tasks that an earlier run completed are read from that run's folder. */
const inputFiles = (task: ManifestTask, manifest: Manifest, access: NodeAccess): Models.ResourceFile[] => {
  const { jobIdOf } = jobTasksOf(manifest);
  return [
    ...task.inputs.map(({ name, sha256, stored }) => ({
      ...(stored === undefined ? access.input(sha256) : access.stored(stored)),
      filePath: name,
    })),
    ...(task.results ?? []).map(({ taskId, path, name }) => ({
      ...access.result(`${taskFolder({ jobId: jobIdOf(taskId) }, { id: taskId })}/${path}`),
      filePath: name,
    })),
  ];
};

/** Number of inputs that always fit into resource files: a name and its URL take at most about 10,000 characters. */
const alwaysFit = 2;

interface StoredFile {
  readonly blobName: string;
  readonly content: string;
}

/** Yields the files to upload to the application container before the job is added. */
export const filesForNodes = function* (manifest: Manifest, context: RequestContext): Generator<StoredFile> {
  const { fetching } = sharedStaging(manifest, context);
  if (fetching) yield { blobName: fetchBlob(manifest), content: fetching.program };
  const packages = packagesInstallation(manifest, context);
  if (packages) yield { blobName: packagesBlob(manifest), content: packages.program };
  for (const task of tasksToRun(manifest)) {
    if (hasLongArguments(task))
      yield { blobName: argumentsBlob(manifest, task), content: argumentsText(task) };
    if (task.inputs.length + (task.results?.length ?? 0) <= alwaysFit) continue;
    const { fetching } = inputStaging(task, manifest, context);
    if (fetching) yield { blobName: fetchBlob(manifest, task), content: fetching.program };
  }
};
