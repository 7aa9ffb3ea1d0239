/**
 * Milliseconds. npm passes on what the terminal has already sent to all: one Ctrl-C under `npm run` comes twice, and would
 * cancel the job that it is to leave (npm 11: @npmcli/run-script, signal-manager.js).
 */
const echoMs = 500;

/** Answers signals, but not one that follows another too soon for a hand. `now`: milliseconds. */
export const withoutEcho = (answer: () => void, now: () => number): (() => void) => {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (now() - last < echoMs) return;
    last = now();
    answer();
  };
};
