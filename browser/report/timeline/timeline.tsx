import { useMemo, useRef, useState } from "preact/hooks";
import type { ReportData } from "../../contract/report-data.ts";
import { counted, duration } from "../../ui/format.ts";
import { taskAt } from "./hit.ts";
import { pressKey } from "./keys.ts";
import { lanesOf } from "./lanes.ts";
import { TimelineLegend } from "./legend.tsx";
import { TaskDetails } from "./task-details.tsx";
import { TimelineToolbar } from "./toolbar.tsx";
import { useCanvas } from "./use-canvas.ts";
import { useInput } from "./use-input.ts";
import { useLaneScroll } from "./use-lane-scroll.ts";
import type { Range } from "./view.ts";

interface TimelineProps {
  readonly data: ReportData;
  readonly range: Range;
  readonly bounds: Range;
  readonly onRange: (range: Range) => void;
  readonly gutter: number;
  readonly onTask: (task: number) => void;
}

/** Tasks on a lane per slot of each node. */
export const Timeline = (props: TimelineProps) => {
  const { data, range, bounds, onRange, gutter, onTask } = props;
  const lanes = useMemo(() => lanesOf(data), [data]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [selected, setSelected] = useState(-1);
  const [hover, setHover] = useState<Hover>();
  const scroll = useLaneScroll(lanes, selected);
  const frame = { range, gutter, ...scroll.place };
  const { geometry, small } = useCanvas(canvas, { data, lanes, frame, marked: hover?.task ?? selected });
  const at = (x: number, y: number): number => taskAt(lanes, geometry, x, y);
  useInput(canvas, {
    geometry,
    bounds,
    onRange,
    onHover: (point) => setHover(hoverOf(point && { ...point, task: at(point.x, point.y) })),
    onPick: (x, y) => setSelected(at(x, y)),
  });
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const effect = pressKey(event, { lanes, range, bounds, task: selected });
    if (effect === undefined) return;
    event.preventDefault();
    if (effect.range) onRange(effect.range);
    if (effect.task !== undefined) setSelected(effect.task);
    if (effect.open) onTask(selected);
  };
  return (
    <div class="timeline">
      <TimelineToolbar {...props} laneHeight={scroll.place.laneHeight} onLaneHeight={scroll.setLaneHeight} />
      <div class="timeline-area">
        <div
          class="timeline-scroller"
          ref={scroll.scroller}
          role="application"
          aria-label={describe(data, lanes.count)}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: keys select tasks, zoom and pan.
          tabIndex={0}
          style={{ height: `${scroll.height}px` }}
          onScroll={scroll.update}
          onKeyDown={press}
        >
          <div style={{ height: `${scroll.total}px` }}>
            <canvas ref={canvas} />
          </div>
        </div>
        {hover !== undefined && <Tip data={data} hover={hover} width={geometry.width} />}
      </div>
      <TimelineLegend data={data} />
      {small > 0 && <SmallNote small={small} />}
      <Selection data={data} task={selected} onTask={onTask} />
    </div>
  );
};

interface Hover {
  readonly x: number;
  readonly y: number;
  readonly task: number;
}

const hoverOf = (hover: Hover | undefined): Hover | undefined =>
  hover === undefined || hover.task < 0 ? undefined : hover;

const describe = ({ tasks, nodes, run }: ReportData, lanes: number): string =>
  `Timeline of ${counted(tasks.count, "task")} on ${counted(lanes, "slot")} of ${counted(nodes.length, "node")} over ` +
  `${duration(run.lengthMs)}. Arrow keys select tasks, plus and minus zoom, Shift with arrow keys moves, 0 shows all, ` +
  "Enter shows the selected task in the table of tasks, which has all values.";

interface TipProps {
  readonly data: ReportData;
  readonly hover: Hover;
  readonly width: number;
}

/** Largest width of the tip in report.css. Pixels. */
const tipWidth = 340;

const Tip = ({ data, hover: { x, y, task }, width }: TipProps) => (
  <div
    class="tip"
    aria-hidden="true"
    style={{ left: `${Math.max(0, Math.min(x + 14, width - tipWidth))}px`, top: `${y + 18}px` }}
  >
    <TaskDetails data={data} task={task} />
  </div>
);

const SmallNote = ({ small }: { readonly small: number }) => (
  <p class="muted small-note">
    {counted(small, "task")} {small === 1 ? "is" : "are"} too small to draw one by one here: the stronger its
    colour, the busier a slot was; failures always show. Zoom in to see single tasks.
  </p>
);

interface SelectionProps {
  readonly data: ReportData;
  readonly task: number;
  readonly onTask: (task: number) => void;
}

const Selection = ({ data, task, onTask }: SelectionProps) => (
  <div class="selection" aria-live="polite">
    {task >= 0 && (
      <>
        <div>
          <TaskDetails data={data} task={task} />
        </div>
        <button type="button" class="button screen-only" onClick={() => onTask(task)}>
          Show in table
        </button>
      </>
    )}
  </div>
);
