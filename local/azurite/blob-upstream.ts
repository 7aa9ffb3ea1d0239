import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
  request as startRequest,
} from "node:http";
import type { Socket } from "node:net";

/** A request that the proxy forwards. */
export interface Passing {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The client's socket. */
  readonly socket: Socket;
  readonly target: string;
  readonly agent: Agent;
}

/** Starts the same request to the blob service, without its body. */
export const startUpstream = ({ request, target, agent }: Passing): ClientRequest => {
  const { hostname, port } = new URL(target);
  const { method, url: path } = request;
  const headers = withoutHops(request.rawHeaders);
  // Not fetch, which normalises the path and merges headers: both are signed.
  return startRequest({ hostname, port, method, path, headers, agent, setHost: false });
};

/** Starts the response with the blob service's status and headers. */
export const startResponse = (answer: IncomingMessage, response: ServerResponse): void => {
  response.sendDate = false;
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, withoutHops(answer.rawHeaders));
};

/** Removes hop-by-hop headers (RFC 9110, 7.6.1) from alternating names and values. */
const withoutHops = (rawHeaders: readonly string[]): string[] =>
  rawHeaders.filter((_, at) => !hops.has(rawHeaders[at - (at % 2)]?.toLowerCase() ?? ""));

const hops: ReadonlySet<string> = new Set(["connection", "keep-alive", "proxy-connection", "expect"]);
