import type { View } from "./view.ts";

/** Azure answers within a second. */
const timeoutMs = 10_000;

/**
 * Sends an unsigned request, which the service refuses, and compares this machine's clock with the `Date` header of the
 * refusal.
 */
export const probeAddress = async (url: string, now: () => Date): Promise<View["reach"]["Batch"]> => {
  try {
    const sent = now().getTime();
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: "manual" });
    await response.body?.cancel();
    const middle = (sent + now().getTime()) / 2;
    const date = Date.parse(response.headers.get("date") ?? "");
    return { value: { aheadMs: Number.isNaN(date) ? undefined : middle - date } };
  } catch (error) {
    return { error: { message: reasonOf(error) } };
  }
};

/** The message of fetch is always "fetch failed"; the cause has the reason. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${timeoutMs / 1000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return "code" in cause ? `${cause.code}` : cause.message;
};
