import { fileURLToPath } from "node:url";
import { workloads } from "../task/index.ts";
import { systemClock } from "./clock.ts";
import { main } from "./main.ts";
import { processTerminal } from "./terminal.ts";

/** The program: the only file that reads the process's arguments and decides its exit code. */
const leaving = new AbortController();
// The first signal leaves the run in peace; the second finds Node's own handler, which ends the process.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => leaving.abort());
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
