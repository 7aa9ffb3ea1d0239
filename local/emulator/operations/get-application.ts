import type { BatchResult } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";

export const getApplication = (): BatchResult => {
  throw new BatchError("ApplicationNotFound");
};
