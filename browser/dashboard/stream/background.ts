import type { EventStream } from "./event-stream.ts";

/** Hidden pages that stay connected, so that their titles do. A browser opens at most six connections to a server. */
const backgroundConnections = 2;

/**
 * Closes the connection while the page is hidden, unless fewer than two other hidden pages keep theirs.
 *
 * @returns A function that ends this.
 */
export const watchVisibility = (stream: EventStream): (() => void) => {
  let giveUp: (() => void) | undefined;
  const onChange = async (): Promise<void> => {
    if (!document.hidden) {
      giveUp?.();
      giveUp = undefined;
      if (stream.connection === "paused") stream.open();
      return;
    }
    giveUp ??= await takeConnection();
    if (!document.hidden) giveUp?.();
    else if (giveUp === undefined) stream.pause();
  };
  document.addEventListener("visibilitychange", onChange);
  return () => {
    giveUp?.();
    document.removeEventListener("visibilitychange", onChange);
  };
};

/** Returns a function that gives the connection up, or undefined if enough hidden pages have one. */
const takeConnection = async (): Promise<(() => void) | undefined> => {
  for (let i = 0; i < backgroundConnections; i++) {
    const giveUp = await takeLock(`hidden page ${i}`);
    if (giveUp !== undefined) return giveUp;
  }
  return undefined;
};

const takeLock = (name: string): Promise<(() => void) | undefined> =>
  new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock === null) return resolve(undefined);
      return new Promise<void>((giveUp) => resolve(giveUp));
    });
  });
