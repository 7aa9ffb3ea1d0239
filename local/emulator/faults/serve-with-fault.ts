import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { BatchError } from "../protocol/errors.ts";
import type { RequestFault } from "./faults.ts";

/**
 * Serves a request that a fault strikes: late, without a response, or not at all. To be called after the signature is checked,
 * so that only requests that would have been served are struck. Drops the connection by destroying `response`.
 *
 * @throws BatchError TooManyRequests, InternalError or ServerBusy, for the server to send.
 */
export const serveWithFault = async <T>(
  { delayMs, ending, retryAfterSeconds }: RequestFault,
  response: ServerResponse,
  serve: () => Promise<T>,
): Promise<T | undefined> => {
  await delay(delayMs, undefined, { ref: false });
  if (ending === "drop-before") response.destroy();
  // The client may have given up during the delay.
  if (response.destroyed) return undefined;
  if (ending === "throttle" || ending === "busy") response.setHeader("Retry-After", retryAfterSeconds);
  if (ending === "throttle") throw new BatchError("TooManyRequests");
  if (ending === "busy") throw new BatchError("ServerBusy");
  if (ending === "error") throw new BatchError("InternalError");
  const result = await serve();
  if (ending === "drop-after") response.destroy();
  return result;
};
