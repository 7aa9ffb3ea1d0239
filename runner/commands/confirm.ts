import { RunnerError, usageError } from "../errors.ts";
import type { Connected } from "./with-session.ts";

interface Question {
  /** Without the answers that it takes. */
  readonly question: string;
  /** `--yes`. */
  readonly yes: boolean;
}

/** Whether the user wants what can't be undone. Where nobody can be asked, `--yes` has to say so. */
export const confirm = async (
  { question, yes }: Question,
  { display, context }: Pick<Connected, "display" | "context">,
): Promise<boolean> => {
  if (yes) return true;
  const { ask } = context.terminal;
  if (ask === undefined)
    throw usageError(
      "ConfirmationRequired",
      "nobody can be asked here, so nothing was done",
      "--yes says yes.",
    );
  display.pause();
  const answer = await ask(`${question} [y/N] `, context.signal);
  if (answer === undefined)
    throw new RunnerError({ code: "Interrupted", kind: "interrupted", message: "Nothing was done" });
  return /^y/i.test(answer.trim());
};
