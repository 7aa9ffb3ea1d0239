import { relative } from "node:path";
import { systemClock } from "../clock.ts";
import { resolveContract } from "../contract.ts";
import { exitCodes } from "../errors.ts";
import { findProject, readPackage } from "../project/find-project.ts";
import { listWorkloads } from "../project/list-workloads.ts";
import { loadWorkload } from "../project/load-workload.ts";
import { processTerminal } from "../terminal.ts";
import { main } from "./main.ts";
import { withoutEcho } from "./signal-echo.ts";

// The program: only this file reads the arguments and sets the exit code.
const leaving = new AbortController();
const cancelling = new AbortController();
/** Aborted in turn by repeated signals. One more ends the process at once. */
const steps = { SIGINT: [leaving, cancelling], SIGTERM: [leaving] } as const;
// Not `once`: without a listener, the one of log-update would end the process before it prints anything.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  const onSignal = (): void => {
    const next = steps[signal].find((step) => !step.signal.aborted);
    if (next === undefined) process.exit(exitCodes.interrupted);
    next.abort();
  };
  process.on(
    signal,
    withoutEcho(onSignal, () => performance.now()),
  );
}

let hasFinished = false;
// Node exits with 0 if a promise never settles or a workload calls process.exit().
process.on("exit", (code) => {
  if (hasFinished || code !== exitCodes.ok) return;
  process.exitCode = exitCodes.internal;
  process.stderr.write(
    "Error: the process exited before the command finished\n" +
      "Remove process.exit() and a top-level await that never settles from the workload.\n",
  );
});

resolveContract();
const cwd = process.cwd();
const projectDir = findProject(cwd) ?? cwd;
const workloads = Object.entries(listWorkloads(projectDir)).map(
  ([name, file]) => [name, () => loadWorkload(file, relative(cwd, file))] as const,
);

const { exitCode } = await main(process.argv.slice(2), {
  workloads: Object.fromEntries(workloads),
  defaultWorkload: readPackage(projectDir)?.azbatch?.workload,
  projectDir,
  cwd,
  programFile: process.argv[1] ?? "",
  env: process.env,
  clock: systemClock,
  random: Math.random,
  signal: leaving.signal,
  cancelSignal: cancelling.signal,
  terminal: processTerminal(),
  stdin: process.stdin,
});
hasFinished = true;
process.exitCode = exitCode || process.exitCode;
