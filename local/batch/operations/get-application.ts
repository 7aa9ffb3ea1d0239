import { BatchError } from "../errors.ts";
import type { BatchResult } from "../request.ts";

export const getApplication = (): BatchResult => {
  throw new BatchError("ApplicationNotFound");
};
