import { duration } from "../../ui/format.ts";
import { pan, type Range, zoom } from "./view.ts";

interface ToolbarProps {
  readonly range: Range;
  readonly bounds: Range;
  readonly onRange: (range: Range) => void;
  readonly laneHeight: number;
  readonly onLaneHeight: (factor: number) => void;
}

/** Buttons for readers without a wheel, and the visible part of the run. */
export const TimelineToolbar = ({ range, bounds, onRange, onLaneHeight }: ToolbarProps) => {
  const middle = (range[0] + range[1]) / 2;
  const isAll = range[0] <= bounds[0] && range[1] >= bounds[1];
  const buttons: [text: string, label: string, isOff: boolean, press: () => void][] = [
    ["+", "Zoom in", false, () => onRange(zoom(range, 1 / 1.6, middle, bounds))],
    ["−", "Zoom out", isAll, () => onRange(zoom(range, 1.6, middle, bounds))],
    ["←", "Earlier", range[0] <= bounds[0], () => onRange(pan(range, -0.5, bounds))],
    ["→", "Later", range[1] >= bounds[1], () => onRange(pan(range, 0.5, bounds))],
    ["Whole run", "Show the whole run", isAll, () => onRange(bounds)],
    ["Lanes +", "Higher lanes", false, () => onLaneHeight(1.6)],
    ["Lanes −", "Lower lanes", false, () => onLaneHeight(1 / 1.6)],
  ];
  return (
    <div class="toolbar screen-only">
      <div class="buttons" role="toolbar" aria-label="Timeline">
        {buttons.map(([text, label, isOff, press]) => (
          <button
            key={label}
            type="button"
            class="button"
            aria-label={label}
            title={label}
            aria-disabled={isOff}
            onClick={press}
          >
            {text}
          </button>
        ))}
      </div>
      <span class="muted" role="status">
        {isAll
          ? `${duration(range[1] - range[0])} in total`
          : `${duration(range[0])} to ${duration(range[1])}`}
      </span>
    </div>
  );
};
