import type { ClientRequest, IncomingMessage, OutgoingMessage, ServerResponse } from "node:http";
import { startResponse } from "./blob-upstream.ts";

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;

/** The blob service gets half of the body, then its connection breaks. */
export const cutRequest = async (request: IncomingMessage, upstream: ClientRequest): Promise<void> => {
  // That the connection breaks is what is wanted.
  upstream.on("error", () => {});
  await writeHalf(request, upstream);
  upstream.destroy();
};

/** The client gets half of the body; if there is none, no answer at all. */
export const cutResponse = async (answer: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (response.req.method !== "HEAD" && hasBody(answer)) {
    startResponse(answer, response);
    await writeHalf(answer, response);
  }
  answer.destroy();
};

const writeHalf = async (from: IncomingMessage, to: OutgoingMessage): Promise<void> => {
  // The length of a chunked body is not known: its first byte has to do.
  const half = Math.floor(Number(from.headers["content-length"] ?? 2) / 2);
  for await (const chunk of firstBytes(from, half)) await write(to, chunk);
};

async function* firstBytes(stream: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  if (left === 0) return;
  for await (const chunk of stream) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

/** Resolves when the system has it: what is only buffered is lost with the connection. */
const write = (to: OutgoingMessage, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    to.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
