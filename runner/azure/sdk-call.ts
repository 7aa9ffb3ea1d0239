import type { BatchServiceModels as Models } from "@azure/batch";

/** Options of each call of the SDK. */
export type CallOptions = Required<Pick<Models.JobGetOptionalParams, "abortSignal">>;

/** Runs a call of the SDK with the runner's retries. */
export type SdkCall = <T>(attempt: (options: CallOptions) => Promise<T>) => Promise<T>;
