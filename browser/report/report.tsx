import { useCallback, useEffect, useState } from "preact/hooks";
import type { ReportData } from "../contract/report-data.ts";
import { PageLayout } from "../ui/page-layout.tsx";
import { Activity } from "./activity.tsx";
import { Durations, hasDurations } from "./durations.tsx";
import { Failures } from "./failures.tsx";
import { Ran } from "./ran.tsx";
import { Results } from "./results-table.tsx";
import { Tasks } from "./tasks-table.tsx";
import { TimeSpent } from "./time-spent.tsx";
import { hasUsage, Usage } from "./usage.tsx";
import { Verdict } from "./verdict.tsx";

/** The report of a run. */
export const Report = ({ data }: { readonly data: ReportData }) => {
  const [target, setTarget] = useState<{ row: number }>();
  const showTask = useCallback((row: number) => {
    setTarget({ row });
    document.getElementById("tasks")?.scrollIntoView();
  }, []);
  return (
    <PageLayout title={<bdi>{data.run.jobId}</bdi>} links={linksOf(data)}>
      <Verdict data={data} />
      {hasPhases(data) && <TimeSpent phases={data.phases} run={data.run} />}
      {hasTimes(data) && <Activity data={data} onTask={showTask} />}
      {useIsPainted() && <Details data={data} target={target} onTask={showTask} />}
    </PageLayout>
  );
};

interface DetailsProps {
  readonly data: ReportData;
  readonly target: { readonly row: number } | undefined;
  readonly onTask: (task: number) => void;
}

/** Sections below the timeline. */
const Details = ({ data, target, onTask }: DetailsProps) => (
  <>
    {hasDurations(data.tasks) && <Durations data={data} onTask={onTask} />}
    {hasUsage(data) && <Usage tasks={data.tasks} usage={data.usage} />}
    {data.failures.length > 0 && <Failures failures={data.failures} />}
    {data.results.rows.length > 0 && <Results data={data} onTask={onTask} />}
    {data.tasks.count > 0 && <Tasks data={data} target={target} />}
    <Ran ran={data.ran} />
  </>
);

/** Returns false in the first render, so that the first sections show before the others are made. */
const useIsPainted = (): boolean => {
  const [isPainted, setIsPainted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setIsPainted(true);
      // The part of the address behind # names a section that exists only now.
      requestAnimationFrame(() => document.getElementById(location.hash.slice(1))?.scrollIntoView());
    });
    return () => clearTimeout(timer);
  }, []);
  return isPainted;
};

const linksOf = (data: ReportData): [string, string][] => {
  const { failures, results, tasks } = data;
  const links: [isShown: boolean, href: string, text: string][] = [
    [hasPhases(data), "#time", "Time"],
    [hasTimes(data), "#timeline", "Timeline"],
    [hasDurations(tasks), "#durations", "Durations"],
    [hasUsage(data), "#usage", "Usage"],
    [failures.length > 0, "#failures", "Failures"],
    [results.rows.length > 0, "#results", "Results"],
    [tasks.count > 0, "#tasks", "Tasks"],
    [true, "#ran", "What ran"],
  ];
  return links.filter(([isShown]) => isShown).map(([, href, text]) => [href, text]);
};

const hasPhases = ({ phases }: ReportData): boolean => phases.some(({ wallMs }) => wallMs > 0);

/** Whether the timeline has something to show. */
const hasTimes = ({ tasks, nodes }: ReportData): boolean =>
  nodes.length > 0 || tasks.started.some((ms) => ms >= 0) || tasks.programStarted.some((ms) => ms >= 0);
