import { shortNode } from "../../../runner/text/short-node.ts";
import type { ReportData } from "../../contract/report-data.ts";
import { counted, duration, mebibytes } from "../../ui/format.ts";
import { StateBadge } from "../../ui/state-badge.tsx";
import { between, lengthOf, nodeOf, startOf, stateOf, stateTexts } from "../task-facts.ts";

interface TaskDetailsProps {
  readonly data: ReportData;
  readonly task: number;
}

/** Facts of a task in a few lines. */
export const TaskDetails = ({ data, task }: TaskDetailsProps) => {
  const { tasks, failures } = data;
  const cause = failures[tasks.failure[task] ?? -1]?.cause;
  const state = stateOf(tasks, task);
  return (
    <>
      <div class="task-head">
        <b>
          <bdi>{tasks.labels[task]}</bdi>
        </b>
        <StateBadge kind={state} text={stateTexts[state]} />
      </div>
      {cause !== undefined && (
        <p class="cause">
          <bdi>{cause}</bdi>
        </p>
      )}
      <p class="muted">{factsOf(data, task).join(" · ")}</p>
    </>
  );
};

const factsOf = (data: ReportData, task: number): string[] => {
  const { started, programStarted, ended, uploaded, retries, requeues, peakMiB } = data.tasks;
  const facts: [isKnown: boolean, text: string][] = [
    [true, `${duration(lengthOf(data.tasks, task))} from ${duration(startOf(data.tasks, task))}`],
    ...phaseFacts("staging", between(started[task], programStarted[task])),
    ...phaseFacts("running", between(programStarted[task], ended[task])),
    ...phaseFacts("uploading", between(ended[task], uploaded[task])),
    [(peakMiB[task] ?? 0) > 0, `peak memory ${mebibytes(peakMiB[task] ?? 0)}`],
    [(retries[task] ?? 0) > 0, (retries[task] ?? 0) === 1 ? "1 retry" : `${retries[task]} retries`],
    [(requeues[task] ?? 0) > 0, counted(requeues[task] ?? 0, "restart")],
    [nodeOf(data, task) !== "", `${shortNode(nodeOf(data, task))}, slot ${(data.tasks.slot[task] ?? 0) + 1}`],
  ];
  return facts.filter(([isKnown]) => isKnown).map(([, text]) => text);
};

const phaseFacts = (name: string, ms: number): [boolean, string][] => [[ms >= 0, `${name} ${duration(ms)}`]];
