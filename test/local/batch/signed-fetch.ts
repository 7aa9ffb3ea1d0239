import { createHmac } from "node:crypto";
import { account } from "./with-batch-service.ts";

/** A request signed by hand, for what no client sends. `tamper` changes headers after they were signed. */
export const signedFetch = async (
  target: { readonly endpoint: string; readonly key: string },
  path: string,
  request: {
    readonly method?: string;
    readonly body?: string;
    readonly date?: Date;
    readonly headers?: Readonly<Record<string, string>>;
    readonly tamper?: Readonly<Record<string, string>>;
  } = {},
): Promise<{ status: number; headers: Headers; body: ErrorBody }> => {
  const { method = "GET", body, date = new Date() } = request;
  const url = new URL(target.endpoint + path);
  const headers: Record<string, string> = { "ocp-date": date.toUTCString(), ...request.headers };
  const length = body === undefined ? "" : String(Buffer.byteLength(body));
  if (body !== undefined) headers["content-type"] = "application/json";
  const standard = [
    "",
    "",
    length,
    "",
    headers["content-type"] ?? "",
    "",
    "",
    headers["if-match"] ?? "",
    "",
    "",
    "",
  ];
  const ocp = Object.keys(headers)
    .filter((name) => name.startsWith("ocp-"))
    .sort();
  const query = [...url.searchParams]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `\n${name}:${value}`);
  const text = [
    method,
    ...standard,
    ...ocp.map((name) => `${name}:${headers[name]}`),
    `/${account}${url.pathname}${query.join("")}`,
  ].join("\n");
  const signature = createHmac("sha256", Buffer.from(target.key, "base64")).update(text).digest("base64");
  const response = await fetch(url, {
    method,
    body,
    headers: { ...headers, authorization: `SharedKey ${account}:${signature}`, ...request.tamper },
  });
  const answer = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: answer === "" ? {} : (JSON.parse(answer) as ErrorBody),
  };
};

export interface ErrorBody {
  readonly code?: string;
  readonly message?: { readonly lang: string; readonly value: string };
  readonly values?: readonly { readonly key: string; readonly value: string }[];
  readonly value?: readonly Record<string, unknown>[];
}

export const version = "api-version=2022-10-01.16.0";
