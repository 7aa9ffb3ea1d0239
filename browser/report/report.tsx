import { useCallback, useState } from "preact/hooks";
import type { ReportData } from "../contract/report-data.ts";
import { PageLayout } from "../ui/page-layout.tsx";
import { Failures } from "./failures.tsx";
import { LoadCharts } from "./load-charts.tsx";
import { Ran } from "./ran.tsx";
import { Results } from "./results-table.tsx";
import { Tasks } from "./tasks-table.tsx";
import { TimeSpent } from "./time-spent.tsx";
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
      {data.phases.some(({ wallMs }) => wallMs > 0) && <TimeSpent phases={data.phases} run={data.run} />}
      <LoadCharts data={data} range={[0, data.run.lengthMs]} gutter={56} />
      {data.failures.length > 0 && <Failures failures={data.failures} />}
      {data.results.rows.length > 0 && <Results data={data} onTask={showTask} />}
      {data.tasks.count > 0 && <Tasks data={data} target={target} />}
      <Ran ran={data.ran} />
    </PageLayout>
  );
};

const linksOf = ({ failures, results, tasks }: ReportData): [string, string][] => {
  const links: [isShown: boolean, href: string, text: string][] = [
    [failures.length > 0, "#failures", "Failures"],
    [results.rows.length > 0, "#results", "Results"],
    [tasks.count > 0, "#tasks", "Tasks"],
    [true, "#ran", "What ran"],
  ];
  return links.filter(([isShown]) => isShown).map(([, href, text]) => [href, text]);
};
