import type { RunRow } from "../../contract/dashboard.ts";
import { cost, counted } from "../../ui/format.ts";
import { visibleName } from "../logs/plain-text.ts";
import { Age } from "../parts/age.tsx";
import { Command } from "../parts/command.tsx";
import { Elapsed, isUnderway } from "../parts/elapsed.tsx";
import { Name } from "../parts/name.tsx";
import { PageHead } from "../parts/page-head.tsx";
import { ProgressBar, progressText } from "../parts/progress.tsx";
import { State } from "../parts/state.tsx";
import { TopicContent } from "../parts/topic-content.tsx";
import { useTitle } from "../parts/use-title.ts";
import { hrefs } from "../routes.ts";
import { useTopic } from "../stream/stream-context.tsx";

/** All runs of the environment, the newest first. */
export const RunsPage = () => {
  const state = useTopic("runs");
  const runs = state.value ?? [];
  const running = runs.filter(({ state }) => isUnderway(state));
  const [newest] = runs;
  useTitle(
    running.length > 0 ? `${running.length} running` : "Runs",
    running.length > 0 ? "running" : newest?.state === "failed" ? "failed" : "notRun",
  );
  return (
    <>
      <PageHead
        above={[]}
        title="Runs"
        badge={state.value && <span class="muted">{summary(runs.length, running.length)}</span>}
      />
      <TopicContent state={state}>
        {(value) => (value.length === 0 ? <NoRuns /> : <RunList runs={value} />)}
      </TopicContent>
    </>
  );
};

const summary = (all: number, running: number): string =>
  running === 0 ? counted(all, "run") : `${running} of ${counted(all, "run")} in progress`;

const NoRuns = () => {
  const { value: environment } = useTopic("environment");
  const command = environment?.start ?? "npx azbatch submit";
  return (
    <div class="empty">
      <p>This environment has no runs yet. Start one in your project's folder:</p>
      <Command text={command} />
      <p class="muted">It appears here at once.</p>
    </div>
  );
};

const RunList = ({ runs }: { readonly runs: readonly RunRow[] }) => {
  const [basis, ...others] = new Set(runs.flatMap((run) => run.cost?.basis ?? []));
  return (
    <>
      <ul class="rows run-rows">
        <RunHeads facts={["Duration", "Cost", "Planned"]} />
        {runs.map((run) => (
          <RunItem key={run.jobId} run={run} />
        ))}
      </ul>
      {basis !== undefined && others.length === 0 && <p class="muted note">Cost: {basis}</p>}
    </>
  );
};

/** Labels of the columns. Screen readers hear them with each fact. */
export const RunHeads = ({ facts }: { readonly facts: readonly string[] }) => (
  <li class="rows-head" aria-hidden="true">
    <span>Name</span>
    <span>State</span>
    <span>Tasks</span>
    <span class="run-facts">
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </span>
  </li>
);

const RunItem = ({ run }: { readonly run: RunRow }) => (
  <li>
    <div class="run-name">
      <a href={hrefs.run(run.jobId)}>
        <Name text={run.jobId} most={48} />
      </a>
    </div>
    <div class="run-state">
      <State state={run.state} />
    </div>
    <div class="run-progress">
      <ProgressBar counts={run.counts} />
      <span class="muted">{progressText(run.counts)}</span>
    </div>
    <div class="run-facts">
      <span title="Duration">
        <span class="hidden-text">Duration: </span>
        <Elapsed run={run} />
      </span>
      <span title={run.cost?.basis}>
        <span class="hidden-text">Cost: </span>
        {run.cost === undefined ? "" : cost(run.cost.amount, run.cost.currency)}
      </span>
      <span class="muted">
        <Age since={run.createdAt} />
      </span>
    </div>
    {run.waiting !== undefined && <p class="run-waiting">Waiting: {visibleName(run.waiting)}</p>}
  </li>
);
