import { createInterface } from "node:readline";
import { jsonLine } from "./json-line.ts";
import type { LauncherAnswer, LauncherRequest } from "./launcher.ts";
import { runProcess } from "./process.ts";

// The child process of launcher.ts. When the service ends, even by a kill, the pipe closes and all processes are ended.
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

// Ubuntu's default for tasks. Their folder is closed to other users.
process.umask(0o022);

const lines = createInterface(process.stdin);
lines.on("line", (line) => {
  const request = JSON.parse(line) as LauncherRequest;
  // The service was killed: the next one starts the tasks that are still in the pipe.
  if (process.ppid !== service) return;
  if ("spec" in request) void run(request);
  else running.get(request.id)?.abort();
});
lines.on("close", () => {
  for (const abort of running.values()) abort.abort();
});
// The service may end before it reads an answer.
process.stdout.on("error", () => {});
