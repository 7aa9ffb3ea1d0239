import type { LogPart } from "../../../browser/contract/dashboard-tasks.ts";
import type { BatchTask } from "../../azure/batch-task.ts";
import type { LogName } from "../../job/log-files.ts";
import { notFound } from "../problem.ts";
import type { TaskFiles } from "../tasks/task-files.ts";
import type { Source } from "../topic.ts";
import { joinParts, type LogPosition, nextPart, startOfLog } from "./log-part.ts";

interface LogSourceOptions {
  readonly files: Pick<TaskFiles, "find">;
  readonly getTask: (jobId: string, taskId: string) => Promise<BatchTask | undefined>;
  readonly jobId: string;
  readonly taskId: string;
  readonly name: LogName;
}

/** A task's log, while it is being written and afterwards. Starts over if the task starts again. */
export const logSource = ({ files, getTask, jobId, taskId, name }: LogSourceOptions): Source<LogPart> => {
  let position: LogPosition = startOfLog;
  let attempt: number | undefined;
  return {
    shortestMs: 500,
    merge: joinParts,
    isFinal: ({ isComplete }) => isComplete,
    // A gap belongs to the pages that have seen what is before it.
    present: (part) => ({ ...part, hasGap: false }),
    look: async () => {
      const task = await getTask(jobId, taskId);
      const startedMs = task?.startTime?.getTime();
      if (startedMs !== attempt) position = startOfLog;
      attempt = startedMs;
      const isOver = task === undefined || task.state === "completed";
      const file = await files.find({ jobId, taskId, path: name }, task);
      if (file === undefined && task === undefined)
        throw notFound("LogNotFound", `${name} of task ${taskId} is neither in storage nor on a node`);
      const empty = { size: 0, read: async () => undefined };
      const part = await nextPart(file ?? empty, position, isOver);
      position = { end: part?.end ?? position.end, seenSize: file?.size ?? 0 };
      return part;
    },
  };
};
