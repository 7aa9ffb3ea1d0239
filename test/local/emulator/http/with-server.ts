import type { RequestFault } from "../../../../local/emulator/faults/faults.ts";
import type { Control } from "../../../../local/emulator/http/control.ts";
import { closeServer, createServer } from "../../../../local/emulator/http/server.ts";
import type { BatchRequest, BatchResult } from "../../../../local/emulator/protocol/batch-request.ts";
import { listen } from "../../../../local/emulator/system/listen.ts";
import { account } from "../../../helpers/account.ts";
import { type RawRequest, type RawResponse, signedRequest } from "../../../helpers/signed-request.ts";

const key = Buffer.from("secret").toString("base64");
export const version = "api-version=2025-06-01";

interface ServerLab {
  readonly port: number;
  /** Requests that were run, and errors reported as bugs. */
  readonly seen: BatchRequest[];
  readonly bugs: unknown[];
  readonly log: string[];
  send(request: Partial<RawRequest>): Promise<RawResponse>;
}

/** Starts a server whose every operation is `run`, and calls `use`. */
export const withServer = async (
  run: () => BatchResult | Promise<BatchResult>,
  use: (lab: ServerLab) => Promise<void>,
  fault?: Partial<RequestFault>,
  options: { advertise?: string; control?: Control } = {},
): Promise<void> => {
  const seen: BatchRequest[] = [];
  const bugs: unknown[] = [];
  const log: string[] = [];
  const server = createServer({
    keyOf: (name) => (name === account ? key : undefined),
    now: () => new Date(),
    run: (_operation, request) => {
      seen.push(request);
      return run();
    },
    onBug: (error) => bugs.push(error),
    control: { health: () => ({ status: "ready" }) },
    log: (line) => log.push(line),
    faults: fault && { forRequest: () => ({ delayMs: 0, retryAfterSeconds: 7, ...fault }) },
    ...options,
  });
  const port = await listen(server);
  const target = { endpoint: `http://127.0.0.1:${port}`, key };
  try {
    await use({
      ...{ port, seen, bugs, log },
      send: (request) => signedRequest(target, { method: "GET", path: `/jobs?${version}`, ...request }),
    });
  } finally {
    await closeServer(server);
  }
};

/** Returns the code in an error's body. */
export const codeOf = ({ text: body }: RawResponse): string => JSON.parse(body).code;

/** A result without a body. */
export const done = (): BatchResult => ({ status: 202, headers: { ETag: "0x1" } });
