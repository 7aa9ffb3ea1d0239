import { useState } from "preact/hooks";
import type { ReportData } from "../contract/report-data.ts";
import { Section } from "../ui/page-layout.tsx";
import { LoadCharts } from "./load-charts.tsx";
import { Timeline } from "./timeline/timeline.tsx";
import type { Range } from "./timeline/view.ts";

interface ActivityProps {
  readonly data: ReportData;
  readonly onTask: (task: number) => void;
}

/** The timeline, and the use of nodes and the queue over the same part of the run. */
export const Activity = ({ data, onTask }: ActivityProps) => {
  const bounds: Range = [0, Math.max(1, data.run.lengthMs)];
  const [range, setRange] = useState(bounds);
  const gutter = innerWidth < 700 ? 64 : 132;
  return (
    <Section id="timeline" title="Timeline">
      <Timeline
        data={data}
        range={range}
        bounds={bounds}
        onRange={setRange}
        gutter={gutter}
        onTask={onTask}
      />
      <div class="load-charts">
        <LoadCharts data={data} range={range} gutter={gutter} />
      </div>
    </Section>
  );
};
