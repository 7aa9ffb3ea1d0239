import { setTimeout as sleep } from "node:timers/promises";

/** Polls for at most `deadlineMs` until the result is neither undefined nor false, and returns it. */
export const until = async <T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  { what = "what was waited for", deadlineMs = 15_000, pauseMs = 5 } = {},
): Promise<T> => {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${deadlineMs} ms`);
    await sleep(pauseMs);
  }
};
