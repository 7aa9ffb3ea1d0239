import { useEffect, useRef } from "preact/hooks";
import { type Geometry, timeAt } from "./geometry.ts";
import { pan, type Range, zoom } from "./view.ts";

interface InputHandlers {
  readonly geometry: Geometry;
  readonly bounds: Range;
  readonly onRange: (range: Range) => void;
  readonly onHover: (point: { readonly x: number; readonly y: number } | undefined) => void;
  /** Called after a click or tap that moved nothing. */
  readonly onPick: (x: number, y: number) => void;
}

interface Element {
  readonly current: HTMLElement | null;
}

/** Handles wheel, mouse and touch on the canvas: zoom with the Ctrl key or two fingers, pan with one, hover, pick. */
export const useInput = (target: Element, handlers: InputHandlers): void => {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    const abort = new AbortController();
    const options = { signal: abort.signal };
    element.addEventListener("wheel", (event) => handleWheel(event, latest.current), {
      ...options,
      passive: false,
    });
    const pointers = pointerHandlers(element, () => latest.current);
    for (const [name, handle] of Object.entries(pointers))
      element.addEventListener(name, (event) => handle(event as PointerEvent), options);
    return () => abort.abort();
  }, []);
};

const handleWheel = (event: WheelEvent, { geometry, bounds, onRange }: InputHandlers): void => {
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const factor = Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 120);
    onRange(zoom(geometry.range, factor, timeAt(geometry, event.offsetX), bounds));
  } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
    event.preventDefault();
    const by = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    onRange(pan(geometry.range, by / (geometry.width - geometry.gutter), bounds));
  }
};

/** Pixels that a pointer may move during a click. */
const clickTolerance = 4;

interface Point {
  readonly x: number;
  readonly y: number;
}

const pointerHandlers = (element: HTMLElement, latest: () => InputHandlers) => {
  const down = new Map<number, Point>();
  let moved = 0;
  const pointOf = ({ offsetX, offsetY }: PointerEvent): Point => ({ x: offsetX, y: offsetY });
  const drag = (event: PointerEvent): void => {
    const before = down.get(event.pointerId);
    if (before === undefined) return;
    const now = pointOf(event);
    const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    down.set(event.pointerId, now);
    moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (moved <= clickTolerance) return;
    element.setPointerCapture(event.pointerId);
    const { geometry, bounds, onRange } = latest();
    const width = geometry.width - geometry.gutter;
    if (other === undefined) onRange(pan(geometry.range, (before.x - now.x) / width, bounds));
    else {
      const factor = Math.max(10, Math.abs(before.x - other.x)) / Math.max(10, Math.abs(now.x - other.x));
      onRange(zoom(geometry.range, factor, timeAt(geometry, (now.x + other.x) / 2), bounds));
    }
  };
  const release = (event: PointerEvent): void => {
    down.delete(event.pointerId);
  };
  return {
    pointerdown: (event: PointerEvent): void => {
      down.set(event.pointerId, pointOf(event));
      moved = 0;
    },
    pointermove: (event: PointerEvent): void => {
      drag(event);
      if (event.pointerType === "mouse")
        latest().onHover(down.size > 0 && moved > clickTolerance ? undefined : pointOf(event));
    },
    pointerup: (event: PointerEvent): void => {
      const { x, y } = pointOf(event);
      if (down.has(event.pointerId) && moved <= clickTolerance) latest().onPick(x, y);
      release(event);
    },
    pointercancel: release,
    pointerleave: (event: PointerEvent): void => {
      latest().onHover(undefined);
      if (!element.hasPointerCapture(event.pointerId)) release(event);
    },
  };
};
