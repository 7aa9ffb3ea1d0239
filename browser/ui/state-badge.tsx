/** Kinds of states. Each has a colour and a shape. */
export type StateKind = "succeeded" | "failed" | "running" | "waiting" | "cached" | "notRun";

const shapes: Record<StateKind, string> = {
  succeeded: "M3 8.5 6.5 12 13 4.5",
  failed: "M4 4 12 12M12 4 4 12",
  running: "M5 3.5 12 8 5 12.5Z",
  waiting: "M8 3.5V8.5L11 10.5M14 8A6 6 0 1 1 2 8 6 6 0 1 1 14 8Z",
  cached: "M3 5H13M3 8H13M3 11H13",
  notRun: "M4 8H12",
};

interface StateBadgeProps {
  readonly kind: StateKind;
  readonly text: string;
}

/** A state as shape, colour and text. */
export const StateBadge = ({ kind, text }: StateBadgeProps) => (
  <span class={`badge badge-${kind}`}>
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={shapes[kind]} />
    </svg>
    {text}
  </span>
);
