/** An Azure Batch service on this machine. See README.md. */
export type { BlobAccess, BlobPermission } from "./cluster/blob-access.ts";
export type { FaultDeclaration } from "./faults/fault-kinds.ts";
export { createFaults, type Faults } from "./faults/faults.ts";
export { formatFault } from "./faults/format-fault.ts";
export { parseFault } from "./faults/parse-fault.ts";
export type { Health } from "./http/control.ts";
export { blobAccessOf, signContainer } from "./own-storage.ts";
export { BatchError } from "./protocol/errors.ts";
export type { Provisioning } from "./provisioning.ts";
export { type BatchService, type BatchServiceOptions, startBatchService } from "./service.ts";
export { EmulatorError, type EmulatorErrorCode } from "./system/errors.ts";
