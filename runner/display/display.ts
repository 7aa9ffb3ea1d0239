import type { Emit } from "../events.ts";

/** Shows a run to people, on stderr. */
export interface Display {
  readonly emit: Emit;
  /** A line that stays. */
  readonly say: (text: string) => void;
  /** Takes a live block off the screen, until the next event of progress. */
  readonly pause: () => void;
  readonly close: () => void;
}
