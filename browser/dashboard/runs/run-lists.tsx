import type { RunView, Straggler } from "../../contract/dashboard.ts";
import { count } from "../../ui/format.ts";
import { Section } from "../../ui/page-layout.tsx";
import { RunningFor } from "../parts/elapsed.tsx";
import { Name, NodeName } from "../parts/name.tsx";
import { hrefs } from "../routes.ts";

interface StragglerListProps {
  readonly jobId: string;
  readonly stragglers: readonly Straggler[];
}

/** Tasks that take far longer than the others. */
export const StragglerList = ({ jobId, stragglers }: StragglerListProps) => (
  <Section
    id="stragglers"
    title="Slow tasks"
    aside={<span class="muted">Running far longer than the others</span>}
  >
    <ul class="rows line-rows">
      {stragglers.map(({ taskId, label, nodeId, startedAt }) => (
        <li key={taskId}>
          <a href={hrefs.task(jobId, taskId, true)}>
            <Name text={label} most={60} />
          </a>
          <span class="line-end">
            <RunningFor since={startedAt} /> <span class="muted">on</span> <NodeName id={nodeId} />
          </span>
        </li>
      ))}
    </ul>
  </Section>
);

interface FailureListProps {
  readonly jobId: string;
  readonly failures: RunView["failures"];
}

/** Failed tasks by cause, each with the log of one of its tasks. */
export const FailureList = ({ jobId, failures }: FailureListProps) => (
  <Section id="failures" title="Failures by cause">
    <ul class="rows line-rows">
      {failures.map(({ cause, count: tasks, sample, label }) => (
        <li key={cause}>
          <span>
            <strong class="failed-text">{count(tasks)} ×</strong> <Name text={cause} />
          </span>
          <span class="line-end">
            <span class="muted">such as</span>{" "}
            <a href={hrefs.task(jobId, sample, true)}>
              <Name text={label} most={36} />
            </a>
          </span>
        </li>
      ))}
    </ul>
  </Section>
);
