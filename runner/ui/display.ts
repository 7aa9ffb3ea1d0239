import type { Emit } from "./events.ts";

/** Shows events and messages on stderr. */
export interface Display {
  readonly emit: Emit;
  /** Prints a line, in a colour if the terminal supports colours. Makes control characters visible. */
  readonly say: (text: string, colour?: "green" | "red") => void;
  /** Removes the live block from the screen until the next progress event. */
  readonly pause: () => void;
  readonly close: () => void;
}
