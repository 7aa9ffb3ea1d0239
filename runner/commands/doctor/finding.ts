export type Level = "ok" | "warning" | "problem";

/** What a check found: one line, and the command that mends it. Holds no secret. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly level: Level;
  readonly text: string;
  readonly fix?: string | undefined;
  /** Last lines of a file that tells more. */
  readonly details?: readonly string[] | undefined;
}

/** A check: what one part of the view tells; nothing where that part could not be looked at. */
export type Check<View> = (view: View) => readonly Finding[];
