import type { ResizeErrorCode } from "./fault-kinds.ts";

export interface ResizeError {
  readonly code: ResizeErrorCode;
  readonly message: string;
}

export const resizeError = (code: ResizeErrorCode = "AllocationFailed"): ResizeError => ({
  code,
  message: messages[code],
});

// The first two messages are Azure's (its API definition's examples, and "Azure batch pool resizing failure" in Microsoft's
// support articles); those of the quotas are known by code only.
const messages: Readonly<Record<ResizeErrorCode, string>> = {
  AllocationFailed: "Desired number of dedicated nodes could not be allocated",
  AllocationTimedout:
    "Desired number of dedicated nodes could not be allocated as the resize timeout was reached",
  AccountCoreQuotaReached: "The account's quota of dedicated cores is reached",
  AccountLowPriorityCoreQuotaReached: "The account's quota of Spot cores is reached",
  AccountVMSeriesCoreQuotaReached: "The account's quota of dedicated cores of the VM series is reached",
};
