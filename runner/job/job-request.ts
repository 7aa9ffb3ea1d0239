import type { BatchServiceModels as Models } from "@azure/batch";
import { quote } from "shlex";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { isoDuration } from "../text/duration.ts";
import { cleanSetting } from "./attempts.ts";
import { packagesInstallation } from "./install-packages.ts";
import { outputsSetting } from "./output-hashes.ts";
import { usageSetting } from "./record-usage.ts";
import { type RequestContext, retentionTime, shell } from "./request-context.ts";
import { sharedStaging } from "./stage-shared-files.ts";
import { workloadFolder } from "./task-script.ts";

/**
 * Returns the request that adds a run's job.
 *
 * Batch ends it automatically only after `completionPatch`, because a job without tasks would complete at once.
 */
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
  commonEnvironmentSettings: [cleanSetting, outputsSetting, usageSetting, unbufferedSetting],
  usesTaskDependencies: jobTasksOf(manifest).haveDependencies,
  jobPreparationTask: preparation(manifest, context),
});

/**
 * Makes Python write each line at once instead of in blocks of 8 KiB, so that `logs -f` shows it and a task that is killed loses
 * nothing. A task's own variables take precedence [Swagger: JobSpecification.commonEnvironmentSettings].
 */
const unbufferedSetting = { name: "PYTHONUNBUFFERED", value: "1" };

/** Stages the shared files and installs the packages, once per node. It also runs Node, so that a node without it gets no task. */
const preparation = (manifest: Manifest, context: RequestContext): Models.JobPreparationTask => {
  const { resourceFiles, fetching } = sharedStaging(manifest, context);
  const packages = packagesInstallation(manifest, context);
  const settings = [...(fetching?.environmentSettings ?? []), ...(packages?.environmentSettings ?? [])];
  const proof = manifest.command === undefined ? ` && "${context.nodePath}" --version` : "";
  const folders = (manifest.emptyFolders ?? []).map((path) => quote(`${workloadFolder}/${path}`));
  const makeFolders = `mkdir -p ${[workloadFolder, ...folders].join(" ")}${proof}`;
  const steps = [fetching?.command, packages?.command, makeFolders].filter((each) => each !== undefined);
  return {
    commandLine: shell(steps.join("; ")),
    resourceFiles: [...resourceFiles, ...(packages?.resourceFiles ?? [])],
    environmentSettings: settings.length > 0 ? settings : undefined,
    constraints: { maxTaskRetryCount: 2, retentionTime },
    waitForSuccess: true,
  };
};

export const completionPatch: Models.JobPatchParameter = { onAllTasksComplete: "terminatejob" };

/** Whether all tasks have been added: the patch is the last step of starting a job. */
export const isFullyAdded = (job: Models.CloudJob): boolean =>
  job.onAllTasksComplete?.toLowerCase() === completionPatch.onAllTasksComplete;
