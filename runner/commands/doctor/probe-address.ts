import type { View } from "./view.ts";

/** Azure answers at once, or not at all. */
const patienceMs = 10_000;

/**
 * Whether an endpoint answers at all, and by its `Date` header how far this machine's clock is off: a request that is not
 * signed is refused, but by somebody.
 */
export const reach = async (url: string, now: () => Date): Promise<View["reach"]["Batch"]> => {
  try {
    const sent = now().getTime();
    const response = await fetch(url, { signal: AbortSignal.timeout(patienceMs), redirect: "manual" });
    await response.body?.cancel();
    const middle = (sent + now().getTime()) / 2;
    const date = Date.parse(response.headers.get("date") ?? "");
    return { value: { aheadMs: Number.isNaN(date) ? undefined : middle - date } };
  } catch (error) {
    return { error: { message: reasonOf(error) } };
  }
};

/** `fetch failed` says nothing; its cause does. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${patienceMs / 1000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return "code" in cause ? `${cause.code}` : cause.message;
};
