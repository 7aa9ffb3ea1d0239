import type { JobView } from "../../contract/dashboard.ts";
import { count, counted, exactMoment } from "../../ui/format.ts";
import { Section } from "../../ui/page-layout.tsx";
import { actions } from "../api.ts";
import { visibleName } from "../logs/plain-text.ts";
import { type Action, ActionButtons, ActionStatus, useActions } from "../parts/action-buttons.tsx";
import { Age } from "../parts/age.tsx";
import { Facts } from "../parts/facts.tsx";
import { Name, NodeName } from "../parts/name.tsx";
import { PageHead } from "../parts/page-head.tsx";
import { ProgressBar, progressText } from "../parts/progress.tsx";
import { State } from "../parts/state.tsx";
import { kindOf } from "../parts/state-kinds.ts";
import { TopicContent } from "../parts/topic-content.tsx";
import { useTitle } from "../parts/use-title.ts";
import { hrefs } from "../routes.ts";
import { useTopic } from "../stream/stream-context.tsx";
import { TaskTable } from "../tasks/task-table.tsx";

/** One job of any client. */
export const JobPage = ({ jobId }: { readonly jobId: string }) => {
  const topic = useTopic(`job/${jobId}`);
  const { state, start } = useActions();
  const job = topic.value;
  useTitle(job === undefined ? jobId : `${job.state} – ${jobId}`, kindOf(job?.state ?? ""));
  return (
    <>
      <PageHead
        above={[[hrefs.jobs, "Jobs"]]}
        title={jobId}
        badge={job && <State state={job.state} />}
        aside={
          job?.state === "active" && (
            <ActionButtons actions={[terminate(job)]} isBusy={state.busy !== undefined} onStart={start} />
          )
        }
      />
      <ActionStatus state={state} />
      <TopicContent state={topic}>{(value) => <JobContent job={value} />}</TopicContent>
    </>
  );
};

const terminate = ({ id, counts }: JobView): Action => ({
  label: "Terminate…",
  busy: "Terminating…",
  question: "Terminate this job?",
  confirm: "Terminate job",
  isDangerous: true,
  effects: (
    <p>
      Batch ends the job{" "}
      {counts !== undefined && counts.running > 0 && `and its ${counted(counts.running, "running task")}`}.
      Waiting tasks don't run. The job and its tasks stay in the list.
    </p>
  ),
  run: () => actions.cancel(id),
});

const JobContent = ({ job }: { readonly job: JobView }) => (
  <>
    {job.counts !== undefined && (
      <div class="summary">
        <ProgressBar counts={job.counts} />
        <p class="muted">{progressText(job.counts)}</p>
      </div>
    )}
    <Facts
      facts={[
        ["Name", job.displayName && <Name key="name" text={job.displayName} />],
        ["Created", <Age key="created" since={job.createdAt} />],
        ["Started", job.startedAt && exactMoment(Date.parse(job.startedAt))],
        ["Ended", job.endedAt && exactMoment(Date.parse(job.endedAt))],
        ["Ended because", job.endedBecause && visibleName(job.endedBecause)],
        [
          "Pool",
          <a key="pool" href={hrefs.pool(job.poolId)}>
            <Name text={job.poolId} most={32} />
          </a>,
        ],
        ["Priority", String(job.priority)],
        [
          "Run",
          job.isRun && (
            <a key="run" href={hrefs.run(job.id)}>
              Show as a run
            </a>
          ),
        ],
      ]}
    />
    <Section id="tasks" title="Tasks">
      <TaskTable jobId={job.id} isRun={false} counts={job.counts} />
    </Section>
    {job.preparations.length > 0 && <Preparations job={job} />}
    {job.metadata.length > 0 && <Metadata job={job} />}
  </>
);

const Preparations = ({ job }: { readonly job: JobView }) => (
  <Section
    id="preparations"
    title="Job preparation tasks"
    aside={<span class="muted">{count(job.preparations.length)}</span>}
  >
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">Node</th>
          <th scope="col">State</th>
          <th scope="col" class="right">
            Exit code
          </th>
        </tr>
      </thead>
      <tbody>
        {job.preparations.map(({ nodeId, state, exitCode }) => (
          <tr key={nodeId}>
            <th scope="row">
              <NodeName id={nodeId} />
            </th>
            <td>
              <State state={state} />
            </td>
            <td class="right">{exitCode ?? "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Section>
);

const Metadata = ({ job }: { readonly job: JobView }) => (
  <Section id="metadata" title="Metadata">
    <Facts
      facts={job.metadata.map(
        ([name, value]) => [visibleName(name), <Name key="value" text={value} />] as const,
      )}
    />
  </Section>
);
