import { formatTime } from "../time/clock.ts";
import type { BatchError } from "./errors.ts";

/** Returns an error as Azure writes it: as the body of a response, and in the result of a task of a collection. */
export const errorJson = (error: BatchError, requestId: string): object => ({
  code: error.code,
  message: {
    lang: "en-US",
    value: `${error.message}\nRequestId:${requestId}\nTime:${formatTime(Date.now() * 1000)}`,
  },
  ...(error.values.length === 0 ? {} : { values: error.values }),
});
