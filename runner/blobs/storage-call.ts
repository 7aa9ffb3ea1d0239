import { serviceErrorFrom } from "../batch/service-error.ts";

/** A call of the storage SDK, which retries by itself; its errors become `ServiceError`, an abort stays the abort. */
export const storageCall = async <T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    signal.throwIfAborted();
    throw serviceErrorFrom(error) ?? error;
  }
};
