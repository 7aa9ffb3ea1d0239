import { aboutTime } from "../../../runner/text/rough-time.ts";
import type { RunView } from "../../contract/dashboard.ts";
import { cost, count, moment, percent } from "../../ui/format.ts";
import { Section } from "../../ui/page-layout.tsx";
import { reportHref } from "../api.ts";
import { visibleName } from "../logs/plain-text.ts";
import { ActionButtons, ActionStatus, useActions } from "../parts/action-buttons.tsx";
import { Command } from "../parts/command.tsx";
import { Elapsed } from "../parts/elapsed.tsx";
import { Facts } from "../parts/facts.tsx";
import { Name } from "../parts/name.tsx";
import { Notice } from "../parts/notice.tsx";
import { PageHead } from "../parts/page-head.tsx";
import { ProgressBar, totalOf } from "../parts/progress.tsx";
import { State } from "../parts/state.tsx";
import { kindOf } from "../parts/state-kinds.ts";
import { TopicContent } from "../parts/topic-content.tsx";
import { useTitle } from "../parts/use-title.ts";
import { NodeGrid } from "../pools/node-grid.tsx";
import { slotsText } from "../pools/node-kinds.ts";
import { hrefs } from "../routes.ts";
import { useTopic } from "../stream/stream-context.tsx";
import { TaskTable } from "../tasks/task-table.tsx";
import { runActions } from "./run-actions.tsx";
import { FailureList, StragglerList } from "./run-lists.tsx";

/** One run: progress or verdict, nodes, failures and tasks. */
export const RunPage = ({ jobId }: { readonly jobId: string }) => {
  const topic = useTopic(`run/${jobId}`);
  const { state, start } = useActions();
  const run = topic.value;
  useTitle(run === undefined ? jobId : `${titleOf(run)} – ${run.workload}`, kindOf(run?.state ?? ""));
  const nextRun = state.result?.jobId;
  return (
    <>
      <PageHead
        above={[[hrefs.runs, "Runs"]]}
        title={jobId}
        badge={run && <State state={run.state} />}
        aside={
          run && (
            <>
              <a class="button" href={reportHref(jobId)} target="_blank" rel="noopener">
                Report
              </a>
              <ActionButtons actions={runActions(run)} isBusy={state.busy !== undefined} onStart={start} />
            </>
          )
        }
      />
      <ActionStatus state={state}>
        {nextRun !== undefined && nextRun !== jobId && (
          <p>
            <a href={hrefs.run(nextRun)}>
              Show run <Name text={nextRun} />
            </a>
          </p>
        )}
      </ActionStatus>
      <TopicContent state={topic}>{(value) => <RunContent run={value} />}</TopicContent>
    </>
  );
};

const titleOf = ({ state, counts }: RunView): string =>
  state === "running" ? `${percent(doneShare(counts))} done` : state;

const doneShare = (counts: RunView["counts"]): number =>
  (counts.succeeded + counts.failed) / Math.max(1, totalOf(counts));

const RunContent = ({ run }: { readonly run: RunView }) => (
  <>
    <Summary run={run} />
    {run.stragglers.length > 0 && <StragglerList jobId={run.jobId} stragglers={run.stragglers} />}
    {run.failures.length > 0 && <FailureList jobId={run.jobId} failures={run.failures} />}
    {run.nodes.length > 0 && (
      <Section id="nodes" title="Nodes" aside={<span class="muted">{slotsText(run.nodes)}</span>}>
        <NodeGrid poolId={run.poolId} nodes={run.nodes} />
      </Section>
    )}
    <Section id="tasks" title="Tasks">
      <TaskTable jobId={run.jobId} isRun counts={run.counts} />
    </Section>
    <Again run={run} />
  </>
);

const Summary = ({ run }: { readonly run: RunView }) => (
  <div class="summary">
    <ProgressBar counts={run.counts} />
    <ul class="counts">
      <Count label="succeeded" value={run.counts.succeeded} />
      <Count label="failed" value={run.counts.failed} />
      <Count label="running" value={run.counts.running} />
      <Count label="active" text="waiting" value={run.counts.active} />
    </ul>
    {run.waiting !== undefined && (
      <Notice kind="warning">
        <p>
          <strong>No task runs:</strong> {visibleName(run.waiting)}
        </p>
      </Notice>
    )}
    <Facts
      facts={[
        ["Workload", <Name key="workload" text={run.workload} />],
        ["Planned", moment(Date.parse(run.createdAt))],
        ["Duration", <Elapsed key="elapsed" run={run} />],
        ["Time left", run.leftMs === undefined ? undefined : aboutTime(run.leftMs)],
        ["Cost", run.cost && cost(run.cost.amount, run.cost.currency)],
        [
          "Pool",
          <a key="pool" href={hrefs.pool(run.poolId)}>
            <Name text={run.poolId} most={32} />
          </a>,
        ],
        ["Downloaded to", run.folder && <Name key="folder" text={run.folder} />],
      ]}
    />
    {run.cost && <p class="muted note">Cost: {run.cost.basis}</p>}
  </div>
);

interface CountProps {
  readonly label: string;
  readonly text?: string | undefined;
  readonly value: number;
}

const Count = ({ label, text = label, value }: CountProps) => (
  <li class={value === 0 ? "count-none" : `count-${label}`}>
    <strong>{count(value)}</strong> {text}
  </li>
);

const Again = ({ run: { again } }: { readonly run: RunView }) =>
  again === undefined ? null : (
    <Section id="again" title="Run again">
      <Command text={`npx azbatch ${again}`} />
    </Section>
  );
