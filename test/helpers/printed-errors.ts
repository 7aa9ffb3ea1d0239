import assert from "node:assert/strict";
import { RunnerError } from "../../runner/errors.ts";

/** Calls that throw, by what is wrong. */
export type Mistakes = Readonly<Record<string, () => unknown>>;

/** Returns the printed text of each error under a line with its code, and the codes. */
export const printedErrors = async (
  mistakes: Mistakes,
): Promise<{ readonly text: string; readonly codes: ReadonlySet<string> }> => {
  const printed: string[] = [];
  const codes = new Set<string>();
  for (const [what, mistake] of Object.entries(mistakes)) {
    const { code, message, hint } = await errorOf(mistake);
    codes.add(code);
    printed.push([`# ${what}: ${code}`, `Error: ${message}`, ...(hint ? [hint] : [])].join("\n"));
  }
  return { text: printed.join("\n\n"), codes };
};

const errorOf = async (mistake: () => unknown): Promise<RunnerError> => {
  const error = await (async () => mistake())().then(
    () => "nothing was thrown",
    (thrown: unknown) => thrown,
  );
  return error instanceof RunnerError ? error : assert.fail(error instanceof Error ? error : String(error));
};
