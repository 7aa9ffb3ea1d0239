import { RunnerError, usageError } from "../errors.ts";
import type { Connected } from "./with-session.ts";

interface Question {
  /** Without the choice of answers, which is appended. */
  readonly question: string;
  /** `--yes`. */
  readonly yes: boolean;
}

/**
 * Asks the user to confirm an action that can't be undone.
 *
 * @throws RunnerError `ConfirmationRequired` without a terminal and `--yes`; `Interrupted` after Ctrl-C.
 */
export const confirm = async (
  { question, yes }: Question,
  { display, context }: Pick<Connected, "display" | "context">,
): Promise<boolean> => {
  if (yes) return true;
  const { ask } = context.terminal;
  if (ask === undefined)
    throw usageError(
      "ConfirmationRequired",
      "cannot prompt: not a terminal",
      "Nothing was changed; pass --yes to confirm.",
    );
  display.pause();
  const answer = await ask(`${question} [y/N] `, context.signal);
  if (answer === undefined)
    throw new RunnerError({
      code: "Interrupted",
      kind: "interrupted",
      message: "Interrupted; nothing was changed",
    });
  return /^y/i.test(answer.trim());
};
