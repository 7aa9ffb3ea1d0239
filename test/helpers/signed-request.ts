import { createHmac } from "node:crypto";
import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { account } from "./account.ts";
import type { Target } from "./service-process.ts";

/** A request that is sent without any normalization. */
export interface RawRequest {
  readonly method: string;
  /** Path with the query, percent-encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Headers to change after signing. */
  readonly tamper?: Readonly<Record<string, string>>;
}

export interface RawResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: IncomingHttpHeaders;
  /** The headers' names as the server wrote them, capitals included. */
  readonly headerNames: readonly string[];
  readonly text: string;
}

const deadlineMs = 10_000;

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** Sends a request with a valid signature. Rejects if the connection breaks or the response isn't complete in time. */
export const signedRequest = (target: Target, request: RawRequest): Promise<RawResponse> => {
  const url = new URL(target.endpoint);
  const headers = signed(target.key, request);
  return new Promise((resolve, reject) => {
    const { method, path } = request;
    const sent = httpRequest({ host: url.hostname, port: url.port, agent, method, path, headers });
    const timer = setTimeout(
      () => sent.destroy(new Error(`no response within ${deadlineMs} ms: ${method} ${path}`)),
      deadlineMs,
    );
    const settle = (end: () => void) => {
      clearTimeout(timer);
      end();
    };
    sent.once("error", (error) => settle(() => reject(error)));
    sent.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", (error) => settle(() => reject(error)));
      response.once("end", () =>
        settle(() =>
          resolve({
            status: response.statusCode ?? 0,
            reason: response.statusMessage ?? "",
            headers: response.headers,
            headerNames: response.rawHeaders.filter((_, at) => at % 2 === 0),
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        ),
      );
    });
    sent.end(request.body);
  });
};

const signedHeaders = [
  "content-encoding",
  "content-language",
  "content-length",
  "content-md5",
  "content-type",
  "date",
  "if-modified-since",
  "if-match",
  "if-none-match",
  "if-unmodified-since",
  "range",
];

const signed = (
  key: string,
  { method, path, headers = {}, body, tamper }: RawRequest,
): Record<string, string> => {
  const all: Record<string, string> = { "ocp-date": new Date().toUTCString(), ...headers };
  // Node sends a length for an empty body too, for methods that usually have a body.
  if (body !== undefined || /^(POST|PUT|PATCH|PROPFIND)$/.test(method))
    all["content-length"] = String(Buffer.byteLength(body ?? ""));
  const [rawPath, query = ""] = path.split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  const names = [...new Set(parameters.keys())].sort();
  const ocp = Object.keys(all)
    .filter((name) => name.startsWith("ocp-"))
    .sort();
  const text = [
    method,
    ...signedHeaders.map((name) => all[name] ?? ""),
    ...ocp.map((name) => `${name}:${all[name]}`),
    `/${account}${rawPath}`,
    ...names.map((name) => `${name}:${parameters.get(name)}`),
  ].join("\n");
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");
  return { ...all, authorization: `SharedKey ${account}:${signature}`, ...tamper };
};
