import type { ComponentChildren } from "preact";
import type { Problem } from "../../contract/dashboard.ts";
import { ProblemNotice } from "./notice.tsx";

interface TopicContentProps<Value> {
  readonly state: {
    readonly value?: Value | undefined;
    readonly problem?: Problem | undefined;
    readonly isStale: boolean;
  };
  readonly children: (value: Value) => ComponentChildren;
}

/** A topic's problem and its last value, or a note while there is no value. */
export const TopicContent = <Value,>({ state, children }: TopicContentProps<Value>) => (
  <>
    {state.problem !== undefined && <ProblemNotice problem={state.problem} />}
    {state.value !== undefined ? (
      <div class={state.isStale ? "stale" : undefined}>{children(state.value)}</div>
    ) : (
      state.problem === undefined && <p class="muted">Loading…</p>
    )}
  </>
);
