import { fileURLToPath } from "node:url";
import { workloads } from "../task/index.ts";
import { systemClock } from "./clock.ts";
import { exitCodes } from "./errors.ts";
import { main } from "./main.ts";
import { processTerminal } from "./terminal.ts";

/** The program: the only file that reads the process's arguments and decides its exit code. */
const leaving = new AbortController();
const leave = (): void => {
  if (leaving.signal.aborted) process.exit(exitCodes.interrupted);
  leaving.abort();
};
// Not `once`: where no listener is left, log-update's own ends the process before it can say anything.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, leave);
// `npm run submit | head` closes standard output early.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  workloads,
  projectDir: fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, ""),
  cwd: process.cwd(),
  env: process.env,
  clock: systemClock,
  random: Math.random,
  signal: leaving.signal,
  terminal: processTerminal(),
});
