import { useState } from "preact/hooks";
import type { JobRow, ScheduleRow } from "../../contract/dashboard.ts";
import { count, counted, moment } from "../../ui/format.ts";
import { Section } from "../../ui/page-layout.tsx";
import { Age } from "../parts/age.tsx";
import { Name } from "../parts/name.tsx";
import { PageHead } from "../parts/page-head.tsx";
import { ProgressBar, progressText } from "../parts/progress.tsx";
import { State } from "../parts/state.tsx";
import { TopicContent } from "../parts/topic-content.tsx";
import { useTitle } from "../parts/use-title.ts";
import { hrefs } from "../routes.ts";
import { RunHeads } from "../runs/runs-page.tsx";
import { useTopic } from "../stream/stream-context.tsx";

/** All jobs of the Batch account, by any client. */
export const JobsPage = () => {
  const state = useTopic("jobs");
  const active = state.value?.filter((job) => job.state === "active").length ?? 0;
  useTitle(active > 0 ? `${count(active)} active` : "Jobs", active > 0 ? "running" : "notRun");
  return (
    <>
      <PageHead
        above={[]}
        title="Jobs"
        badge={state.value && <span class="muted">{counted(state.value.length, "job")}</span>}
      />
      <TopicContent state={state}>
        {(jobs) =>
          jobs.length === 0 ? <p class="empty">The Batch account has no jobs.</p> : <JobList jobs={jobs} />
        }
      </TopicContent>
      <Schedules />
    </>
  );
};

const choices = [
  ["All", () => true],
  ["Runs of azbatch", ({ isRun }: JobRow) => isRun],
  ["Other clients", ({ isRun }: JobRow) => !isRun],
] as const;

const JobList = ({ jobs }: { readonly jobs: readonly JobRow[] }) => {
  const [choice, setChoice] = useState(0);
  const shown = jobs.filter(choices[choice]?.[1] ?? (() => true));
  return (
    <>
      <fieldset class="chips toolbar">
        <legend class="hidden-text">Jobs</legend>
        {choices.map(([label, matches], i) => (
          <label key={label}>
            <input type="radio" name="jobs" checked={choice === i} onChange={() => setChoice(i)} />
            <span>
              {label} <span class="muted">{count(jobs.filter(matches).length)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {shown.length === 0 && <p class="empty">No job matches.</p>}
      <ul class="rows run-rows">
        {shown.length > 0 && <RunHeads facts={["Pool", "Priority", "Created"]} />}
        {shown.map((job) => (
          <JobItem key={job.id} job={job} />
        ))}
      </ul>
    </>
  );
};

const JobItem = ({ job }: { readonly job: JobRow }) => (
  <li>
    <div class="run-name">
      <a href={job.isRun ? hrefs.run(job.id) : hrefs.job(job.id)}>
        <Name text={job.id} most={48} />
      </a>
    </div>
    <div class="run-state">
      <State state={job.state} />
    </div>
    <div class="run-progress">
      {job.counts !== undefined && (
        <>
          <ProgressBar counts={job.counts} />
          <span class="muted">{progressText(job.counts)}</span>
        </>
      )}
    </div>
    <div class="run-facts">
      <span title="Pool">
        <span class="hidden-text">Pool: </span>
        <Name text={job.poolId} most={20} />
      </span>
      <span title="Priority">
        <span class="hidden-text narrow-label">Priority: </span>
        {job.priority}
      </span>
      <span class="muted">
        <Age since={job.createdAt} />
      </span>
    </div>
  </li>
);

const Schedules = () => {
  const state = useTopic("schedules");
  return (
    <Section id="schedules" title="Job schedules">
      <TopicContent state={state}>
        {(schedules) =>
          schedules.length === 0 ? (
            <p class="muted">The Batch account has no job schedules.</p>
          ) : (
            <ScheduleTable schedules={schedules} />
          )
        }
      </TopicContent>
    </Section>
  );
};

const ScheduleTable = ({ schedules }: { readonly schedules: readonly ScheduleRow[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
  <section class="wide" aria-label="Table of schedules" tabIndex={0}>
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">Schedule</th>
          <th scope="col">State</th>
          <th scope="col">Next job</th>
          <th scope="col">Last job</th>
        </tr>
      </thead>
      <tbody>
        {schedules.map(({ id, state, nextRunAt, recentJobId }) => (
          <tr key={id}>
            <th scope="row">
              <Name text={id} most={40} />
            </th>
            <td>
              <State state={state} />
            </td>
            <td>{nextRunAt === undefined ? "–" : moment(Date.parse(nextRunAt))}</td>
            <td>
              {recentJobId === undefined ? (
                "–"
              ) : (
                <a href={hrefs.job(recentJobId)}>
                  <Name text={recentJobId} most={40} />
                </a>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
