import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../../contract/dashboard.ts";
import type { TaskDetail } from "../../contract/dashboard-tasks.ts";
import { duration, exactMoment } from "../../ui/format.ts";
import { Section } from "../../ui/page-layout.tsx";
import { fetchTask, problemFrom, taskFileHref } from "../api.ts";
import { LogView } from "../logs/log-view.tsx";
import { visibleName } from "../logs/plain-text.ts";
import { Command } from "../parts/command.tsx";
import { RunningFor } from "../parts/elapsed.tsx";
import { Facts } from "../parts/facts.tsx";
import { Name, NodeName } from "../parts/name.tsx";
import { Notice } from "../parts/notice.tsx";
import { PageHead } from "../parts/page-head.tsx";
import { State } from "../parts/state.tsx";
import { kindOf } from "../parts/state-kinds.ts";
import { TopicContent } from "../parts/topic-content.tsx";
import { useTitle } from "../parts/use-title.ts";
import { hrefs } from "../routes.ts";
import { useTopic } from "../stream/stream-context.tsx";
import { FileList, InputList, VariableList } from "./task-lists.tsx";

interface TaskPageProps {
  readonly jobId: string;
  readonly taskId: string;
  /** Whether the job is a run of azbatch. */
  readonly isRun: boolean;
}

const logNames = ["stdout.txt", "stderr.txt"] as const;

/** One task: facts, logs while they are written, files. */
export const TaskPage = ({ jobId, taskId, isRun }: TaskPageProps) => {
  const stdout = useTopic(`log/${jobId}/${taskId}/stdout.txt`);
  const stderr = useTopic(`log/${jobId}/${taskId}/stderr.txt`);
  const areComplete = stdout.value?.isComplete === true && stderr.value?.isComplete === true;
  const task = useTask(jobId, taskId, areComplete);
  const detail = task.value;
  useTitle(`${stateOf(detail)} – ${detail?.label ?? taskId}`, kindOf(detail?.state ?? ""));
  return (
    <>
      <PageHead
        above={[
          isRun ? [hrefs.runs, "Runs"] : [hrefs.jobs, "Jobs"],
          [isRun ? hrefs.run(jobId) : hrefs.job(jobId), jobId],
        ]}
        title={detail?.label ?? taskId}
        badge={detail && <State state={stateOf(detail)} />}
      />
      <TopicContent state={task}>{(value) => <TaskFacts task={value} />}</TopicContent>
      <Section id="logs" title="Logs">
        {logNames.map((name) => (
          <LogView
            key={name}
            name={name}
            state={name === "stdout.txt" ? stdout : stderr}
            href={taskFileHref(jobId, taskId, name)}
          />
        ))}
      </Section>
      {detail && (
        <>
          <TaskWork task={detail} />
          <FileList jobId={jobId} task={detail} />
        </>
      )}
    </>
  );
};

const stateOf = (task: TaskDetail | undefined): string =>
  task === undefined ? "Task" : task.state === "active" ? "waiting" : task.state;

const TaskFacts = ({ task }: { readonly task: TaskDetail }) => (
  <>
    {task.failure !== undefined && (
      <Notice kind="error">
        <p>{visibleName(task.failure)}</p>
      </Notice>
    )}
    <Facts
      facts={[
        ["Task", <Name key="id" text={task.id} most={64} />],
        ["Exit code", task.exitCode?.toString()],
        ["Duration", <Duration key="duration" task={task} />],
        ["Started", task.startedAt && exactMoment(Date.parse(task.startedAt))],
        ["Ended", task.endedAt && exactMoment(Date.parse(task.endedAt))],
        ["Node", task.nodeId && <NodeName key="node" id={task.nodeId} />],
        ["Retries", task.retryCount > 0 ? String(task.retryCount) : undefined],
        [
          "Started again",
          task.requeueCount > 0 ? `${task.requeueCount} × after its node was lost` : undefined,
        ],
      ]}
    />
  </>
);

/** The task's command and inputs. */
const TaskWork = ({ task }: { readonly task: TaskDetail }) => (
  <>
    <Section id="command" title="Command">
      <Command text={task.command ?? task.commandLine} />
      {task.command !== undefined && task.command !== task.commandLine && (
        <details>
          <summary>Script on the node</summary>
          <Command text={task.commandLine} />
        </details>
      )}
      <VariableList variables={task.variables} />
    </Section>
    {task.inputs.length > 0 && <InputList inputs={task.inputs} />}
  </>
);

const Duration = ({ task: { seconds, startedAt, endedAt } }: { readonly task: TaskDetail }) => {
  if (seconds !== undefined) return <>{duration(seconds * 1000)}</>;
  if (startedAt === undefined || endedAt !== undefined) return <>–</>;
  return <RunningFor since={startedAt} />;
};

/** Time between two requests while the task isn't completed. */
const pollMs = 3000;

interface TaskState {
  readonly value?: TaskDetail | undefined;
  readonly problem?: Problem | undefined;
  readonly isStale: boolean;
}

/** @param areLogsComplete A change makes the task be fetched at once. */
const useTask = (jobId: string, taskId: string, areLogsComplete: boolean): TaskState => {
  const [state, setState] = useState<TaskState>({ isStale: false });
  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const poll = async (): Promise<void> => {
      try {
        const value = document.hidden ? undefined : await fetchTask(jobId, taskId, end.signal);
        if (value !== undefined) setState({ value, isStale: false });
        if (value?.state === "succeeded" || value?.state === "failed") return;
      } catch (error) {
        if (end.signal.aborted) return;
        setState(({ value }) => ({ value, problem: problemFrom(error), isStale: true }));
      }
      timer = setTimeout(poll, pollMs);
    };
    void poll();
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, [jobId, taskId, areLogsComplete]);
  return state;
};
