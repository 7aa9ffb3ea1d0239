import { setTimeout as sleep } from "node:timers/promises";
import { isLive } from "./target.ts";

/**
 * Asks until it gets an answer, which is anything but undefined or false. A live pool takes minutes where the local one takes
 * milliseconds: so do the deadline and the pause.
 */
export const eventually = async <T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> => {
  const deadlineMs = isLive ? 20 * 60_000 : 15_000;
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: did not happen within ${deadlineMs / 1000} s`);
    await sleep(isLive ? 3000 : 10);
  }
};
