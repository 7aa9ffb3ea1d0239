import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { axisHeight, fittingHeight, gapOf, totalHeight } from "./geometry.ts";
import type { Lanes } from "./lanes.ts";

/** Height of the lanes on the page, at most. Pixels. */
const highest = 420;

/** Limits of the height of a lane. Pixels. */
const highestLane = 40;

/** Manages the height of the lanes and the part of them that is scrolled to. */
export const useLaneScroll = (lanes: Lanes, selected: number) => {
  const fitting = fittingHeight(lanes, highest);
  const [laneHeight, setHeight] = useState(fitting);
  const [top, setTop] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const lanesHeight = totalHeight(lanes, laneHeight);
  const height = Math.ceil(Math.min(lanesHeight, highest)) + axisHeight;
  const update = (): void => setTop(scroller.current?.scrollTop ?? 0);
  useLayoutEffect(update, [laneHeight]);
  useLayoutEffect(() => {
    const lane = lanes.laneOf[selected] ?? -1;
    const element = scroller.current;
    if (lane < 0 || element === null) return;
    const group = lanes.groups.findLastIndex(({ firstLane }) => firstLane <= lane);
    const y = lane * laneHeight + group * gapOf(laneHeight);
    const visible = height - axisHeight;
    if (y < element.scrollTop) element.scrollTop = y;
    if (y + laneHeight > element.scrollTop + visible) element.scrollTop = y + laneHeight - visible;
    update();
  }, [selected]);
  return {
    scroller,
    height,
    total: Math.ceil(lanesHeight) + axisHeight,
    update,
    place: { height, laneHeight, top },
    setLaneHeight: (factor: number): void =>
      setHeight(Math.max(fitting, Math.min(highestLane, laneHeight * factor))),
  };
};
