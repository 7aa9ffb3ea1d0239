import type { Emit } from "./events.ts";

/** Shows a run to people, on stderr. */
export interface Display {
  readonly emit: Emit;
  /** A line that stays, in a colour if the terminal has any. Control characters in it are shown, not sent. */
  readonly say: (text: string, colour?: "green" | "red") => void;
  /** Takes a live block off the screen, until the next event of progress. */
  readonly pause: () => void;
  readonly close: () => void;
}
