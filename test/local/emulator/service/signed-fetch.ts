import type { IncomingHttpHeaders } from "node:http";
import type { Target } from "../../../helpers/service-process.ts";
import { type RawRequest, signedRequest } from "../../../helpers/signed-request.ts";

/** Sends a signed request that no client would send. Returns its JSON body. */
export const signedFetch = async (
  target: Target,
  path: string,
  { method = "GET", headers, ...request }: Partial<RawRequest> = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; body: ErrorBody }> => {
  const { text, ...answer } = await signedRequest(target, {
    ...{ method, path, ...request },
    headers: {
      ...(request.body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
  });
  return { ...answer, body: text === "" ? {} : (JSON.parse(text) as ErrorBody) };
};

export interface ErrorBody {
  readonly code?: string;
  readonly message?: { readonly lang: string; readonly value: string };
  readonly values?: readonly { readonly key: string; readonly value: string }[];
  readonly value?: readonly Record<string, unknown>[];
}

export const version = "api-version=2022-10-01.16.0";
