import type { BatchServiceModels as Models } from "@azure/batch";

/** What each call of the SDK gets. */
export type CallOptions = Required<Pick<Models.JobGetOptionalParams, "abortSignal">>;

/** A call of the SDK, with the runner's retries around it. */
export type SdkCall = <T>(attempt: (options: CallOptions) => Promise<T>) => Promise<T>;
