import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
  request as startRequest,
} from "node:http";
import type { Socket } from "node:net";

/** A request on its way through the proxy. */
export interface Passing {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The client's. */
  readonly socket: Socket;
  readonly target: string;
  readonly agent: Agent;
}

/** The same request to the blob service, so far without its body. */
export const startUpstream = ({ request, target, agent }: Passing): ClientRequest => {
  const { hostname, port } = new URL(target);
  const { method, url: path } = request;
  const headers = withoutHops(request.rawHeaders);
  // A fetch would normalise the path and merge headers, and the signature is over both.
  return startRequest({ hostname, port, method, path, headers, agent, setHost: false });
};

/** Begins the answer with the blob service's status and headers. */
export const startResponse = (answer: IncomingMessage, response: ServerResponse): void => {
  response.sendDate = false;
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, withoutHops(answer.rawHeaders));
};

/** Names and values in turn, without those that are about one connection (RFC 9110, 7.6.1). */
const withoutHops = (rawHeaders: readonly string[]): string[] =>
  rawHeaders.filter((_, at) => !hops.has(rawHeaders[at - (at % 2)]?.toLowerCase() ?? ""));

const hops: ReadonlySet<string> = new Set(["connection", "keep-alive", "proxy-connection", "expect"]);
