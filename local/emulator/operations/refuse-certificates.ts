import type { BatchResult } from "../protocol/batch-request.ts";
import { certificateRetired } from "../protocol/errors.ts";

/** Azure's answer to all operations on certificates since their retirement. */
export const refuseCertificates = (): BatchResult => {
  throw certificateRetired();
};
