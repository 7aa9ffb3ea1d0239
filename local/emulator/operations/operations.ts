import { addJob } from "./add-job.ts";
import { addJobSchedule } from "./add-job-schedule.ts";
import { addNodeUser } from "./add-node-user.ts";
import { addPool } from "./add-pool.ts";
import { addTask } from "./add-task.ts";
import { addTaskCollection } from "./add-task-collection.ts";
import type { Run } from "./batch.ts";
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
import { patchJob } from "./patch-job.ts";
import { patchJobSchedule } from "./patch-job-schedule.ts";
import { patchPool } from "./patch-pool.ts";
import { poolExists } from "./pool-exists.ts";
import { reactivateTask } from "./reactivate-task.ts";
import { rebootNode } from "./reboot-node.ts";
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

/** An operation of Azure's definition; one without `run` is refused with 501 and its name. */
export interface Operation {
  /** As in Azure's definition: `Pool_Add`. */
  readonly name: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly run?: Run;
}

const job = "/jobs/{jobId}";
const task = `${job}/tasks/{taskId}`;
const pool = "/pools/{poolId}";
const node = `${pool}/nodes/{nodeId}`;
const schedule = "/jobschedules/{jobScheduleId}";
const certificate = "/certificates(thumbprintAlgorithm={thumbprintAlgorithm},thumbprint={thumbprint})";

/** Each operation of the data plane, of any API version that is understood; a version knows some of them only. */
export const operations: readonly Operation[] = [
  { name: "Pool_Add", method: "POST", path: "/pools", run: addPool },
  { name: "Pool_List", method: "GET", path: "/pools", run: listPools },
  { name: "Pool_Get", method: "GET", path: pool, run: getPool },
  { name: "Pool_Exists", method: "HEAD", path: pool, run: poolExists },
  { name: "Pool_Delete", method: "DELETE", path: pool, run: deletePool },
  { name: "Pool_Patch", method: "PATCH", path: pool, run: patchPool },
  { name: "Pool_Resize", method: "POST", path: `${pool}/resize`, run: resizePool },
  { name: "Pool_StopResize", method: "POST", path: `${pool}/stopresize`, run: stopResize },
  {
    name: "Pool_UpdateProperties",
    method: "POST",
    path: `${pool}/updateproperties`,
    run: updatePoolProperties,
  },
  { name: "Pool_RemoveNodes", method: "POST", path: `${pool}/removenodes`, run: removeNodes },
  { name: "Pool_EnableAutoScale", method: "POST", path: `${pool}/enableautoscale`, run: enableAutoScale },
  { name: "Pool_DisableAutoScale", method: "POST", path: `${pool}/disableautoscale`, run: disableAutoScale },
  {
    name: "Pool_EvaluateAutoScale",
    method: "POST",
    path: `${pool}/evaluateautoscale`,
    run: evaluateAutoScale,
  },
  { name: "Pool_ListUsageMetrics", method: "GET", path: "/poolusagemetrics" },
  { name: "Pool_GetAllLifetimeStatistics", method: "GET", path: "/lifetimepoolstats" },

  { name: "ComputeNode_List", method: "GET", path: `${pool}/nodes`, run: listNodes },
  { name: "ComputeNode_Get", method: "GET", path: node, run: getNode },
  { name: "ComputeNode_AddUser", method: "POST", path: `${node}/users`, run: addNodeUser },
  { name: "ComputeNode_UpdateUser", method: "PUT", path: `${node}/users/{userName}`, run: updateNodeUser },
  { name: "ComputeNode_DeleteUser", method: "DELETE", path: `${node}/users/{userName}`, run: deleteNodeUser },
  { name: "ComputeNode_Reboot", method: "POST", path: `${node}/reboot`, run: rebootNode },
  { name: "ComputeNode_Reimage", method: "POST", path: `${node}/reimage`, run: reimageNode },
  {
    name: "ComputeNode_DisableScheduling",
    method: "POST",
    path: `${node}/disablescheduling`,
    run: disableNodeScheduling,
  },
  {
    name: "ComputeNode_EnableScheduling",
    method: "POST",
    path: `${node}/enablescheduling`,
    run: enableNodeScheduling,
  },
  {
    name: "ComputeNode_GetRemoteLoginSettings",
    method: "GET",
    path: `${node}/remoteloginsettings`,
    run: getRemoteLoginSettings,
  },
  { name: "ComputeNode_GetRemoteDesktop", method: "GET", path: `${node}/rdp` },
  { name: "ComputeNode_UploadBatchServiceLogs", method: "POST", path: `${node}/uploadbatchservicelogs` },
  { name: "ComputeNodeExtension_List", method: "GET", path: `${node}/extensions`, run: listNodeExtensions },
  {
    name: "ComputeNodeExtension_Get",
    method: "GET",
    path: `${node}/extensions/{extensionName}`,
    run: getNodeExtension,
  },

  { name: "Job_Add", method: "POST", path: "/jobs", run: addJob },
  { name: "Job_List", method: "GET", path: "/jobs", run: listJobs },
  { name: "Job_Get", method: "GET", path: job, run: getJob },
  { name: "Job_Patch", method: "PATCH", path: job, run: patchJob },
  { name: "Job_Update", method: "PUT", path: job, run: updateJob },
  { name: "Job_Delete", method: "DELETE", path: job, run: deleteJob },
  { name: "Job_Disable", method: "POST", path: `${job}/disable`, run: disableJob },
  { name: "Job_Enable", method: "POST", path: `${job}/enable`, run: enableJob },
  { name: "Job_Terminate", method: "POST", path: `${job}/terminate`, run: terminateJob },
  { name: "Job_GetTaskCounts", method: "GET", path: `${job}/taskcounts`, run: getTaskCounts },
  {
    name: "Job_ListPreparationAndReleaseTaskStatus",
    method: "GET",
    path: `${job}/jobpreparationandreleasetaskstatus`,
    run: listPreparationStatus,
  },
  { name: "Job_GetAllLifetimeStatistics", method: "GET", path: "/lifetimejobstats" },

  { name: "JobSchedule_Add", method: "POST", path: "/jobschedules", run: addJobSchedule },
  { name: "JobSchedule_List", method: "GET", path: "/jobschedules", run: listJobSchedules },
  { name: "JobSchedule_Get", method: "GET", path: schedule, run: getJobSchedule },
  { name: "JobSchedule_Exists", method: "HEAD", path: schedule, run: jobScheduleExists },
  { name: "JobSchedule_Patch", method: "PATCH", path: schedule, run: patchJobSchedule },
  { name: "JobSchedule_Update", method: "PUT", path: schedule, run: updateJobSchedule },
  { name: "JobSchedule_Delete", method: "DELETE", path: schedule, run: deleteJobSchedule },
  { name: "JobSchedule_Disable", method: "POST", path: `${schedule}/disable`, run: disableJobSchedule },
  { name: "JobSchedule_Enable", method: "POST", path: `${schedule}/enable`, run: enableJobSchedule },
  { name: "JobSchedule_Terminate", method: "POST", path: `${schedule}/terminate`, run: terminateJobSchedule },
  { name: "Job_ListFromJobSchedule", method: "GET", path: `${schedule}/jobs`, run: listJobsOfSchedule },

  { name: "Task_Add", method: "POST", path: `${job}/tasks`, run: addTask },
  { name: "Task_AddCollection", method: "POST", path: `${job}/addtaskcollection`, run: addTaskCollection },
  { name: "Task_List", method: "GET", path: `${job}/tasks`, run: listTasks },
  { name: "Task_Get", method: "GET", path: task, run: getTask },
  { name: "Task_Update", method: "PUT", path: task, run: updateTask },
  { name: "Task_Delete", method: "DELETE", path: task, run: deleteTask },
  { name: "Task_Terminate", method: "POST", path: `${task}/terminate`, run: terminateTask },
  { name: "Task_Reactivate", method: "POST", path: `${task}/reactivate`, run: reactivateTask },
  { name: "Task_ListSubtasks", method: "GET", path: `${task}/subtasksinfo`, run: listSubtasks },

  { name: "File_ListFromTask", method: "GET", path: `${task}/files`, run: listTaskFiles },
  { name: "File_GetFromTask", method: "GET", path: `${task}/files/{filePath}`, run: getTaskFile },
  {
    name: "File_GetPropertiesFromTask",
    method: "HEAD",
    path: `${task}/files/{filePath}`,
    run: getTaskFileProperties,
  },
  { name: "File_DeleteFromTask", method: "DELETE", path: `${task}/files/{filePath}`, run: deleteTaskFile },
  { name: "File_ListFromComputeNode", method: "GET", path: `${node}/files`, run: listNodeFiles },
  { name: "File_GetFromComputeNode", method: "GET", path: `${node}/files/{filePath}`, run: getNodeFile },
  {
    name: "File_GetPropertiesFromComputeNode",
    method: "HEAD",
    path: `${node}/files/{filePath}`,
    run: getNodeFileProperties,
  },
  {
    name: "File_DeleteFromComputeNode",
    method: "DELETE",
    path: `${node}/files/{filePath}`,
    run: deleteNodeFile,
  },

  { name: "Account_ListSupportedImages", method: "GET", path: "/supportedimages", run: listSupportedImages },
  { name: "Account_ListPoolNodeCounts", method: "GET", path: "/nodecounts", run: listNodeCounts },
  { name: "Application_List", method: "GET", path: "/applications", run: listApplications },
  { name: "Application_Get", method: "GET", path: "/applications/{applicationId}", run: getApplication },
  { name: "Certificate_Add", method: "POST", path: "/certificates" },
  { name: "Certificate_List", method: "GET", path: "/certificates" },
  { name: "Certificate_Get", method: "GET", path: certificate },
  { name: "Certificate_Delete", method: "DELETE", path: certificate },
  { name: "Certificate_CancelDeletion", method: "POST", path: `${certificate}/canceldelete` },

  // Since 2024-07-01.20.0.
  { name: "ComputeNode_Start", method: "POST", path: `${node}/start`, run: startNode },
  { name: "ComputeNode_Deallocate", method: "POST", path: `${node}/deallocate`, run: deallocateNode },
];
