import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

type Answer = Parameters<RequestListener>[1];

/** A storage service that sends these responses in turn, then repeats the last. */
export const withStorage = async (
  answers: readonly ((answer: Answer) => void)[],
  use: (url: string, requests: () => number) => Promise<void>,
): Promise<void> => {
  let count = 0;
  const server = createServer((request, answer) => {
    request.resume().on("end", () => answers[Math.min(count++, answers.length - 1)]?.(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/account/container`, () => count);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

export const status = (code: number) => (answer: Answer) => void answer.writeHead(code).end();

/** A response with half of its body. */
export const breakOff = (answer: Answer): void => {
  answer.writeHead(200, { "content-length": "4" });
  answer.write("go", () => answer.destroy());
};
