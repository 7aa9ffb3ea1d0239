/**
 * Longest time between a signal and its echo, in milliseconds. npm forwards signals that the terminal has already sent to
 * every process, so one Ctrl-C arrives twice and would cancel the job (npm 11: @npmcli/run-script, signal-manager.js).
 */
const echoMs = 500;

/** Returns a signal handler that ignores echoes. `now` returns milliseconds. */
export const withoutEcho = (onSignal: () => void, now: () => number): (() => void) => {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (now() - last < echoMs) return;
    last = now();
    onSignal();
  };
};
