import type { BatchServiceModels as Models } from "@azure/batch";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import type { Manifest, ManifestTask } from "../manifest/manifest.ts";
import { taskFolder } from "../storage/blob-names.ts";
import { isoDuration } from "../text/duration.ts";
import { outputFiles } from "./output-files.ts";
import { type RequestContext, retentionTime, shell } from "./request-context.ts";
import type { Fetching } from "./stage-files.ts";
import { inputStaging } from "./stage-inputs.ts";
import { taskScript } from "./task-script.ts";

/** Returns the request that adds a task to the run's job. */
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
      container: context.access.output,
    }),
    constraints: {
      maxTaskRetryCount: 0,
      retentionTime,
      maxWallClockTime: task.timeoutMs === undefined ? undefined : isoDuration(task.timeoutMs),
    },
    ...dependencies(task, manifest),
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

/** Dependencies on tasks of this job. Batch refuses both properties in a job without task dependencies. */
const dependencies = (
  { after = [], ifFails }: ManifestTask,
  manifest: Manifest,
): Partial<Models.TaskAddParameter> => {
  const { haveDependencies, include } = jobTasksOf(manifest);
  if (!haveDependencies) return {};
  const taskIds = after.filter(include);
  return {
    dependsOn: taskIds.length > 0 ? { taskIds } : undefined,
    exitConditions: ifFails === "continue" ? { default: { dependencyAction: "satisfy" } } : undefined,
  };
};
