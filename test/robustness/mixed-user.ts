import { main } from "../../runner/cli/main.ts";
import { systemClock } from "../../runner/clock.ts";
import { processTerminal } from "../../runner/terminal.ts";
import { mixed } from "./mixed-workload.ts";

// The runner in a separate process, so that a crash ends only this process.
const { exitCode } = await main(process.argv.slice(2), {
  workloads: { mixed },
  projectDir: process.cwd(),
  programFile: import.meta.filename,
  cwd: process.cwd(),
  env: process.env,
  clock: systemClock,
  random: Math.random,
  signal: new AbortController().signal,
  cancelSignal: new AbortController().signal,
  terminal: processTerminal(),
});

process.exitCode = exitCode;
