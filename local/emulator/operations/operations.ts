import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import type { OperationId } from "../protocol/types.ts";
import { addJob } from "./add-job.ts";
import { addJobSchedule } from "./add-job-schedule.ts";
import { addNodeUser } from "./add-node-user.ts";
import { addPool } from "./add-pool.ts";
import { addTask } from "./add-task.ts";
import { addTaskCollection } from "./add-task-collection.ts";
import { deallocateNode } from "./deallocate-node.ts";
import { deleteJob } from "./delete-job.ts";
import { deleteJobSchedule } from "./delete-job-schedule.ts";
import { deleteNodeFile } from "./delete-node-file.ts";
import { deleteNodeUser } from "./delete-node-user.ts";
import { deletePool } from "./delete-pool.ts";
import { deleteTask } from "./delete-task.ts";
import { deleteTaskFile } from "./delete-task-file.ts";
import { disableAutoScale } from "./disable-auto-scale.ts";
import { disableJob } from "./disable-job.ts";
import { disableJobSchedule } from "./disable-job-schedule.ts";
import { disableNodeScheduling } from "./disable-node-scheduling.ts";
import { enableAutoScale } from "./enable-auto-scale.ts";
import { enableJob } from "./enable-job.ts";
import { enableJobSchedule } from "./enable-job-schedule.ts";
import { enableNodeScheduling } from "./enable-node-scheduling.ts";
import { evaluateAutoScale } from "./evaluate-auto-scale.ts";
import { getApplication } from "./get-application.ts";
import { getJob } from "./get-job.ts";
import { getJobSchedule } from "./get-job-schedule.ts";
import { getNode } from "./get-node.ts";
import { getNodeExtension } from "./get-node-extension.ts";
import { getNodeFile } from "./get-node-file.ts";
import { getNodeFileProperties } from "./get-node-file-properties.ts";
import { getPool } from "./get-pool.ts";
import { getRemoteDesktop } from "./get-remote-desktop.ts";
import { getRemoteLoginSettings } from "./get-remote-login-settings.ts";
import { getTask } from "./get-task.ts";
import { getTaskCounts } from "./get-task-counts.ts";
import { getTaskFile } from "./get-task-file.ts";
import { getTaskFileProperties } from "./get-task-file-properties.ts";
import { jobScheduleExists } from "./job-schedule-exists.ts";
import { listApplications } from "./list-applications.ts";
import { listJobSchedules } from "./list-job-schedules.ts";
import { listJobs } from "./list-jobs.ts";
import { listJobsOfSchedule } from "./list-jobs-of-schedule.ts";
import { listNodeAgentSkus } from "./list-node-agent-skus.ts";
import { listNodeCounts } from "./list-node-counts.ts";
import { listNodeExtensions } from "./list-node-extensions.ts";
import { listNodeFiles } from "./list-node-files.ts";
import { listNodes } from "./list-nodes.ts";
import { listPools } from "./list-pools.ts";
import { listPreparationStatus } from "./list-preparation-status.ts";
import { listSubtasks } from "./list-subtasks.ts";
import { listSupportedImages } from "./list-supported-images.ts";
import { listTaskFiles } from "./list-task-files.ts";
import { listTasks } from "./list-tasks.ts";
import { listUsageMetrics } from "./list-usage-metrics.ts";
import type { Batch } from "./operation-context.ts";
import { patchJob } from "./patch-job.ts";
import { patchJobSchedule } from "./patch-job-schedule.ts";
import { patchPool } from "./patch-pool.ts";
import { poolExists } from "./pool-exists.ts";
import { reactivateTask } from "./reactivate-task.ts";
import { rebootNode } from "./reboot-node.ts";
import { refuseCertificates } from "./refuse-certificates.ts";
import { reimageNode } from "./reimage-node.ts";
import { removeNodes } from "./remove-nodes.ts";
import { resizePool } from "./resize-pool.ts";
import { startNode } from "./start-node.ts";
import { stopResize } from "./stop-resize.ts";
import { terminateJob } from "./terminate-job.ts";
import { terminateJobSchedule } from "./terminate-job-schedule.ts";
import { terminateTask } from "./terminate-task.ts";
import { updateJob } from "./update-job.ts";
import { updateJobSchedule } from "./update-job-schedule.ts";
import { updateNodeUser } from "./update-node-user.ts";
import { updatePoolProperties } from "./update-pool-properties.ts";
import { updateTask } from "./update-task.ts";
import { upgradeOs } from "./upgrade-os.ts";
import { uploadBatchServiceLogs } from "./upload-batch-service-logs.ts";

type Result = BatchResult | Promise<BatchResult>;
type Operations = { readonly [Id in OperationId]?: (batch: Batch, request: BatchRequest<Id>) => Result };

/** The operations that the emulator implements, by their ids in Azure's definition, which has their methods and paths. */
const operations: Operations = {
  Pool_Add: addPool,
  Pool_List: listPools,
  Pool_Get: getPool,
  Pool_Exists: poolExists,
  Pool_Delete: deletePool,
  Pool_Patch: patchPool,
  Pool_Resize: resizePool,
  Pool_StopResize: stopResize,
  Pool_UpdateProperties: updatePoolProperties,
  Pool_RemoveNodes: removeNodes,
  Pool_EnableAutoScale: enableAutoScale,
  Pool_DisableAutoScale: disableAutoScale,
  Pool_EvaluateAutoScale: evaluateAutoScale,
  Pool_UpgradeOS: upgradeOs,
  Pool_ListUsageMetrics: listUsageMetrics,
  ComputeNode_List: listNodes,
  ComputeNode_Get: getNode,
  ComputeNode_AddUser: addNodeUser,
  ComputeNode_UpdateUser: updateNodeUser,
  ComputeNode_DeleteUser: deleteNodeUser,
  ComputeNode_Reboot: rebootNode,
  ComputeNode_Reimage: reimageNode,
  ComputeNode_Start: startNode,
  ComputeNode_Deallocate: deallocateNode,
  ComputeNode_DisableScheduling: disableNodeScheduling,
  ComputeNode_EnableScheduling: enableNodeScheduling,
  ComputeNode_GetRemoteLoginSettings: getRemoteLoginSettings,
  ComputeNode_GetRemoteDesktop: getRemoteDesktop,
  ComputeNode_UploadBatchServiceLogs: uploadBatchServiceLogs,
  ComputeNodeExtension_List: listNodeExtensions,
  ComputeNodeExtension_Get: getNodeExtension,
  Job_Add: addJob,
  Job_List: listJobs,
  Job_Get: getJob,
  Job_Patch: patchJob,
  Job_Update: updateJob,
  Job_Delete: deleteJob,
  Job_Disable: disableJob,
  Job_Enable: enableJob,
  Job_Terminate: terminateJob,
  Job_GetTaskCounts: getTaskCounts,
  Job_ListPreparationAndReleaseTaskStatus: listPreparationStatus,
  JobSchedule_Add: addJobSchedule,
  JobSchedule_List: listJobSchedules,
  JobSchedule_Get: getJobSchedule,
  JobSchedule_Exists: jobScheduleExists,
  JobSchedule_Patch: patchJobSchedule,
  JobSchedule_Update: updateJobSchedule,
  JobSchedule_Delete: deleteJobSchedule,
  JobSchedule_Disable: disableJobSchedule,
  JobSchedule_Enable: enableJobSchedule,
  JobSchedule_Terminate: terminateJobSchedule,
  Job_ListFromJobSchedule: listJobsOfSchedule,
  Task_Add: addTask,
  Task_AddCollection: addTaskCollection,
  Task_List: listTasks,
  Task_Get: getTask,
  Task_Update: updateTask,
  Task_Delete: deleteTask,
  Task_Terminate: terminateTask,
  Task_Reactivate: reactivateTask,
  Task_ListSubtasks: listSubtasks,
  File_ListFromTask: listTaskFiles,
  File_GetFromTask: getTaskFile,
  File_GetPropertiesFromTask: getTaskFileProperties,
  File_DeleteFromTask: deleteTaskFile,
  File_ListFromComputeNode: listNodeFiles,
  File_GetFromComputeNode: getNodeFile,
  File_GetPropertiesFromComputeNode: getNodeFileProperties,
  File_DeleteFromComputeNode: deleteNodeFile,
  Account_ListSupportedImages: listSupportedImages,
  Account_ListNodeAgentSkus: listNodeAgentSkus,
  Account_ListPoolNodeCounts: listNodeCounts,
  Application_List: listApplications,
  Application_Get: getApplication,
  Certificate_Add: refuseCertificates,
  Certificate_List: refuseCertificates,
  Certificate_Get: refuseCertificates,
  Certificate_Delete: refuseCertificates,
  Certificate_CancelDeletion: refuseCertificates,
};

/**
 * Runs an operation on a request that was read by its definition.
 *
 * @throws BatchError NotImplemented for an operation that isn't in the table, and what the operation throws.
 */
export const runOperation = <Id extends OperationId>(
  batch: Batch,
  operation: Id,
  request: BatchRequest<Id>,
): Result => {
  const run: Operations[Id] = operations[operation];
  if (run === undefined) throw new BatchError("NotImplemented", { Operation: operation });
  return run(batch, request);
};
