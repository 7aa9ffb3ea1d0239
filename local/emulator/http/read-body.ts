import type { IncomingMessage } from "node:http";
import { BatchError } from "../protocol/errors.ts";

/** 4 MB. Azure takes 1 MB for a collection of tasks and documents no limit for other bodies. */
const maxBytes = 4 * 1024 * 1024;

const tooLarge = (): BatchError => new BatchError("RequestBodyTooLarge", { MaxLimit: String(maxBytes) });

/**
 * Returns a request's body; empty for GET and HEAD, whose body means nothing.
 *
 * @throws BatchError RequestBodyTooLarge, with the rest unread.
 */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  if (request.method === "GET" || request.method === "HEAD") return Buffer.alloc(0);
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of received(request)) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** Yields the body's chunks. The connection stays open for the response, whatever the caller throws. */
async function* received(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false });
  } catch (error) {
    if (request.complete) throw error;
    throw new BatchError("InvalidRequestBody", { Reason: "The connection closed before the body's end." });
  }
}
