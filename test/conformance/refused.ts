import assert from "node:assert/strict";

/** Azure's error body, as the client returns it. */
interface Refusal {
  readonly statusCode: number;
  readonly code: string | undefined;
  readonly message: string;
  /** `values` of the body, by key. */
  readonly values: Readonly<Record<string, string>>;
}

/** Waits for a request to be refused and checks the status and, if given, the code. */
export const refused = async (
  request: Promise<unknown>,
  expected: { readonly statusCode: number; readonly code?: string },
): Promise<Refusal> => {
  const refusal = await refusalOf(request);
  const { statusCode, code } = refusal;
  assert.deepEqual(
    { statusCode, code: expected.code && code },
    { code: undefined, ...expected },
    refusal.message,
  );
  return refusal;
};

/** Waits for a request to be refused. Rejects if it succeeds, or if the local service doesn't have the operation. */
export const refusalOf = async (request: Promise<unknown>): Promise<Refusal> => {
  const error = await request.then(
    () => assert.fail("expected a refusal, found success"),
    (reason: RestError) => reason,
  );
  if (error.statusCode === undefined || error.statusCode === 501) throw error;
  return {
    statusCode: error.statusCode,
    code: error.code,
    message: error.body?.message?.value ?? "",
    values: Object.fromEntries((error.body?.values ?? []).map(({ key, value }) => [key, value])),
  };
};

/** Fields of the client's RestError with Azure's error body. */
interface RestError extends Error {
  readonly statusCode?: number;
  readonly code?: string;
  readonly body?: {
    readonly message?: { readonly value?: string };
    readonly values?: readonly { readonly key: string; readonly value: string }[];
  };
}
