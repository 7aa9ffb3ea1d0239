import { responseProblems } from "../helpers/response-problems.ts";
import type { RawResponse } from "../helpers/signed-request.ts";
import type { FuzzedRequest } from "./fuzz-request.ts";

/** Returns the errors of a response, a line each. */
export const problemsOf = (request: FuzzedRequest, response: RawResponse): string[] => {
  const { status, headers } = response;
  if (headers["request-id"] === undefined) return [`${status} without a request-id`];
  if (status >= 400 || status === 304) return errorProblems(request, response);
  if (request.operation === undefined) return [];
  const body = bodyOf(response);
  const { version, operation, selected } = request;
  return responseProblems({ version, operation, status, body, selected }).map((line) => `${status}: ${line}`);
};

const bodyOf = ({ headers, text }: RawResponse): unknown =>
  String(headers["content-type"]).startsWith("application/json") ? JSON.parse(text) : text;

const errorProblems = (request: FuzzedRequest, { status, headers, text }: RawResponse): string[] => {
  const isBodiless = request.method === "HEAD" || status === 304;
  if (isBodiless) {
    const isBroken = status >= 500 && status !== 501;
    return [
      ...(text === "" ? [] : ["a body where none is allowed"]),
      ...(isBroken ? [`status ${status}`] : []),
    ];
  }
  if (!String(headers["content-type"]).startsWith("application/json"))
    return [`${status} with content type ${headers["content-type"]}`];
  const error = JSON.parse(text) as ErrorBody;
  const problems: string[] = [];
  if (typeof error.code !== "string" || !/^[A-Z]\w+$/.test(error.code))
    problems.push(`${status} without a code`);
  if (error.message?.lang !== "en-US" || typeof error.message.value !== "string")
    problems.push(`${status} without a message`);
  if (!String(error["odata.metadata"]).includes("#Microsoft.Azure.Batch.Protocol.Entities.Container.errors"))
    problems.push(`${status} without odata.metadata`);
  if (status === 501 && !error.values?.some(({ key }) => key === "Operation"))
    problems.push("501 without the operation's name");
  const isMeant = status === 501 || error.code === "TooManyEnableAutoScaleRequests";
  if (status >= 500 && !isMeant) problems.push(`status ${status}`);
  return problems;
};

interface ErrorBody {
  readonly code?: unknown;
  readonly "odata.metadata"?: unknown;
  readonly message?: { readonly lang?: unknown; readonly value?: unknown };
  readonly values?: readonly { readonly key: string; readonly value: string }[];
}
