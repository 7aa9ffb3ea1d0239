import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { BatchError } from "../protocol/errors.ts";
import type { Faults, RequestFault } from "./faults.ts";

interface RequestFaultOptions {
  readonly faults: Pick<Faults, "forRequest">;
  /** Id of the operation that a request is for. */
  readonly operationOf: (request: FastifyRequest) => string;
}

/**
 * Makes requests to a fastify server fail. To be called after the hook that checks signatures, so that only requests which would
 * have been served are struck. The server's own error handler writes the bodies of 429, 500 and 503.
 */
export const failRequests = (app: FastifyInstance, { faults, operationOf }: RequestFaultOptions): void => {
  const dropAfter = new WeakSet<FastifyRequest>();
  app.addHook("onRequest", async (request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "";
    const fault = faults.forRequest({ operation: operationOf(request), method: request.method, path });
    if (fault === undefined) return;
    await delay(fault.delayMs, undefined, { ref: false });
    // Who did not wait has sent nothing.
    if (reply.raw.destroyed || fault.ending === "drop-before") return drop(reply);
    if (fault.ending === "drop-after") dropAfter.add(request);
    else if (fault.ending !== undefined) throw refusal(reply, fault);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    // Whatever is written from here on goes nowhere.
    if (dropAfter.has(request)) reply.raw.socket?.destroy();
    return payload;
  });
};

const drop = (reply: FastifyReply): void => {
  reply.hijack();
  reply.raw.socket?.destroy();
};

const refusal = (reply: FastifyReply, { ending, retryAfterSeconds }: RequestFault): BatchError => {
  if (ending === "error") return new BatchError("InternalError");
  reply.header("Retry-After", retryAfterSeconds);
  return new BatchError(ending === "throttle" ? "TooManyRequests" : "ServerBusy");
};
