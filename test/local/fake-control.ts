import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { controlPath } from "../../local/control.ts";
import { listen } from "../../local/emulator/system/listen.ts";

/** Calls `use` with a fake local cloud in `dir` that sends one response. */
export const fakeControl = async (
  dir: string,
  answer: object,
  use: () => Promise<unknown>,
): Promise<void> => {
  const server = createServer((socket) => void socket.resume().end(`${JSON.stringify(answer)}\n`));
  const port = await listen(server);
  await writeFile(controlPath(dir), JSON.stringify({ pid: process.pid, port, token: "token" }));
  try {
    await use();
  } finally {
    server.close();
    await once(server, "close");
  }
};
