import { createInterface } from "node:readline";
import { jsonLine } from "./json-line.ts";
import type { LauncherAnswer, LauncherRequest } from "./launcher.ts";
import { runProcess } from "./process.ts";

// The other half of launcher.ts. When the service goes, however it goes, its end of the pipe closes: then all ends.
const running = new Map<number, AbortController>();

const run = async ({ id, spec }: Extract<LauncherRequest, { spec: object }>): Promise<void> => {
  const abort = new AbortController();
  running.set(id, abort);
  const ended = await runProcess(spec, abort.signal);
  running.delete(id);
  const answer: LauncherAnswer = { id, ended };
  process.stdout.write(jsonLine(answer));
};

const service = process.ppid;

// The service closes its own files to other users. Tasks get Ubuntu's default, in a folder that only this user can enter.
process.umask(0o022);

const lines = createInterface(process.stdin);
lines.on("line", (line) => {
  const request = JSON.parse(line) as LauncherRequest;
  // What is still in the pipe of a service that was killed is for the next one to start.
  if (process.ppid !== service) return;
  if ("spec" in request) void run(request);
  else running.get(request.id)?.abort();
});
lines.on("close", () => {
  for (const abort of running.values()) abort.abort();
});
// The service may be gone while answers are on their way.
process.stdout.on("error", () => {});
