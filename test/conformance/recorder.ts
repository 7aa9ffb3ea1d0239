import { text } from "node:stream/consumers";
import type { BatchServiceClient } from "@azure/batch";
import type { OperationId } from "../../local/emulator/protocol/types.ts";
import { type ApiVersion, isApiVersion, operations } from "../../local/emulator/protocol/versions.ts";
import { responseProblems } from "../helpers/response-problems.ts";

type Options = NonNullable<ConstructorParameters<typeof BatchServiceClient>[2]>;
/** A step of the client's pipeline. */
export type Policy = Extract<Options["requestPolicyFactories"], readonly unknown[]>[number];
/** A request in the client's pipeline. */
export type Request = Parameters<ReturnType<Policy["create"]>["sendRequest"]>[0];
type Response = Awaited<ReturnType<ReturnType<Policy["create"]>["sendRequest"]>>;

export interface Recorder {
  readonly policy: Policy;
  /** Number of recorded responses. */
  readonly seen: () => number;
  /** Returns the differences between Azure's definition and the responses since the last call. */
  takeProblems(): string[];
}

/** Compares every response with Azure's definition of the request's API version. */
export const createRecorder = (): Recorder => {
  let seen = 0;
  let problems: string[] = [];
  return {
    policy: {
      create: (next) => ({
        sendRequest: async (request) => {
          const response = await next.sendRequest(request);
          seen++;
          problems.push(...problemsOf(request, response, await bodyOf(response)));
          return response;
        },
      }),
    },
    seen: () => seen,
    takeProblems: () => {
      const taken = problems;
      problems = [];
      return taken;
    },
  };
};

const problemsOf = (request: Request, response: Response, body: unknown): string[] => {
  const url = new URL(request.url);
  const asked = url.searchParams.get("api-version");
  const version = isApiVersion(asked) ? asked : "2022-10-01.16.0";
  const operation = operationAt(version, { method: request.method, path: url.pathname });
  if (operation === undefined || response.status === 501) return [];
  const problems = [
    ...headerProblems(response),
    ...responseProblems({
      version,
      operation,
      status: response.status,
      body,
      selected: url.searchParams.has("$select"),
    }),
  ];
  return problems.map((each) => `${operation} ${response.status} ${each}`);
};

/** Reads a body, except the content of a file. An error in place of a file is a stream that the client doesn't read. */
const bodyOf = async (response: Response): Promise<unknown> => {
  const { headers, readableStreamBody } = response;
  const isUnread = response.status >= 400 && readableStreamBody !== undefined;
  const body = isUnread ? await text(readableStreamBody) : response.bodyAsText;
  if (!body) return undefined;
  return /json/.test(headers.get("content-type") ?? "") ? JSON.parse(body) : body;
};

const headerProblems = ({ status, headers, request }: Response): string[] => {
  // Recorded on each response of the real service, and on each 201, except that a node's user has no ETag.
  const expected = ["request-id", "dataserviceversion", "date"];
  if (status === 201) expected.push("dataserviceid", "location");
  if (status === 201 && !/\/users\b/.test(request.url)) expected.push("etag", "last-modified");
  return expected.filter((name) => !headers.contains(name)).map((name) => `has no header ${name}`);
};

const operationAt = (
  version: ApiVersion,
  { method, path }: { method: string; path: string },
): OperationId | undefined => {
  const segments = path.split("/");
  return operations(version).find((each) => each.method === method && fits(each.path.split("/"), segments))
    ?.operationId;
};

const fits = (template: readonly string[], segments: readonly string[]): boolean =>
  template.length === segments.length &&
  template.every((part, at) => part.startsWith("{") || part === segments[at]);
