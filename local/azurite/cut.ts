import type { ClientRequest, IncomingMessage, OutgoingMessage, ServerResponse } from "node:http";
import { startResponse } from "./blob-upstream.ts";

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;

/** Sends half of the body to the blob service, then breaks the connection. */
export const cutRequest = async (request: IncomingMessage, upstream: ClientRequest): Promise<void> => {
  // The broken connection is intended.
  upstream.on("error", () => {});
  await writeHalf(request, upstream);
  upstream.destroy();
};

/** Sends half of the response's body to the client; without a body, nothing. */
export const cutResponse = async (answer: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (response.req.method !== "HEAD" && hasBody(answer)) {
    startResponse(answer, response);
    await writeHalf(answer, response);
  }
  answer.destroy();
};

const writeHalf = async (from: IncomingMessage, to: OutgoingMessage): Promise<void> => {
  // The length of a chunked body is unknown: send its first byte.
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

/** Resolves when the data is passed to the system: buffered data would be lost with the connection. */
const write = (to: OutgoingMessage, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    to.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
