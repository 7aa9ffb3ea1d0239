import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { ReportData, ReportedAttempt } from "../../contract/report-data.ts";
import { onColoursChange } from "../../ui/theme.ts";
import { drawTimeline } from "./draw-timeline.ts";
import type { Geometry } from "./geometry.ts";
import type { Lanes } from "./lanes.ts";
import { readPaint } from "./paint.ts";

interface CanvasProps {
  readonly data: ReportData;
  readonly lanes: Lanes;
  readonly frame: Omit<Geometry, "width">;
  /** Task to outline; -1 for none. */
  readonly marked: number;
}

interface CanvasRef {
  readonly current: HTMLCanvasElement | null;
}

/** Draws the timeline after each change of the data, the view, the size or the theme. */
export const useCanvas = (canvas: CanvasRef, { data, lanes, frame, marked }: CanvasProps) => {
  const [width, setWidth] = useState(0);
  const [paint, setPaint] = useState(readPaint);
  const [small, setSmall] = useState(0);
  const attemptsOf = useMemo(
    () => Map.groupBy(data.tasks.attempts, ({ task }): number => task) as Map<number, ReportedAttempt[]>,
    [data],
  );
  const geometry: Geometry = { ...frame, width };
  useLayoutEffect(() => {
    const parent = canvas.current?.parentElement;
    if (!parent) return;
    const measure = (): void => setWidth(parent.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(parent);
    return () => observer.disconnect();
  }, []);
  useEffect(() => onColoursChange(() => setPaint(readPaint())), []);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d", { alpha: false });
    if (!context || width === 0) return;
    fitToScreen(context, width, frame.height);
    setSmall(drawTimeline({ context, data, lanes, geometry, paint, attemptsOf }, marked));
  });
  return { geometry, small };
};

const fitToScreen = (context: CanvasRenderingContext2D, width: number, height: number): void => {
  const { canvas } = context;
  const ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
};
