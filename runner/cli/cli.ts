import { fileURLToPath } from "node:url";
import { systemClock } from "../clock.ts";
import { exitCodes } from "../errors.ts";
import { processTerminal } from "../terminal.ts";
import { main } from "./main.ts";
import { withoutEcho } from "./signal-echo.ts";

/** The program: the only file that reads the process's arguments and decides its exit code. */
const leaving = new AbortController();
const cancelling = new AbortController();
/** What each further signal does; after the last the process ends at once. */
const steps = { SIGINT: [leaving, cancelling], SIGTERM: [leaving] } as const;
// Not `once`: where no listener is left, log-update's own ends the process before it can say anything.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  const answer = (): void => {
    const next = steps[signal].find((step) => !step.signal.aborted);
    if (next === undefined) process.exit(exitCodes.interrupted);
    next.abort();
  };
  process.on(
    signal,
    withoutEcho(answer, () => performance.now()),
  );
}

let hasFinished = false;
// Node exits with 0 if nothing is left that could settle a promise, or if a workload calls process.exit().
process.on("exit", (code) => {
  if (hasFinished || code !== exitCodes.ok) return;
  process.exitCode = exitCodes.internal;
  process.stderr.write(
    "Error: the process ended before the command had finished\n" +
      "Look for process.exit() and for a top-level await that never settles in the workload.\n",
  );
});

const listed = await import("../../task/index.ts").catch((workloadsError: unknown) => ({
  workloads: {},
  workloadsError,
}));

const { exitCode } = await main(process.argv.slice(2), {
  ...listed,
  projectDir: fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, ""),
  cwd: process.cwd(),
  env: process.env,
  clock: systemClock,
  random: Math.random,
  signal: leaving.signal,
  cancelSignal: cancelling.signal,
  terminal: processTerminal(),
});
hasFinished = true;
process.exitCode = exitCode || process.exitCode;
