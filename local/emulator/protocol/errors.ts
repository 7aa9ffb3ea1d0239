/** An entry of an Azure error's `values`. */
interface ErrorValue {
  readonly key: string;
  readonly value: string;
}

/** Thrown to refuse a request. Any other error is a bug, which the client gets as InternalError. */
export class BatchError extends Error {
  override readonly name = "BatchError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly values: readonly ErrorValue[];

  constructor(code: ErrorCode, values: Readonly<Record<string, string>> = {}) {
    const [status, message] = table[code];
    super(message);
    this.code = code;
    this.status = status;
    this.values = Object.entries(values).map(([key, value]) => ({ key, value }));
  }
}

/** Returns the 400 for a property of the body, with the reason. */
export const invalidProperty = (name: string, value: unknown, reason: string): BatchError =>
  new BatchError("InvalidPropertyValue", {
    PropertyName: name,
    PropertyValue: typeof value === "string" ? value : JSON.stringify(value),
    Reason: reason,
  });

export const missingProperty = (name: string): BatchError =>
  new BatchError("MissingRequiredProperty", {
    PropertyName: name,
    Reason: `The property ${name} is required.`,
  });

export const invalidQuery = (name: string, value: string, reason: string): BatchError =>
  new BatchError("InvalidQueryParameterValue", {
    QueryParameterName: name,
    QueryParameterValue: value,
    Reason: reason,
  });

export const certificateRetired = (): BatchError =>
  new BatchError("CertificateRetired", {
    Reason:
      "The operation is blocked because the 'Azure Batch Certificates' feature was retired on 02/29/2024. For Certificate APIs, they are no longer supported. For Pool, Job, and Job Schedule APIs, the target resource should no longer contain certificate references, please either remove the certificate references or delete the resource.",
  });

export type ErrorCode = keyof typeof table;

/**
 * Code to status and message: as recorded from the service where a recording is public, otherwise as "Batch Status and Error
 * Codes" of Microsoft's REST reference has them.
 */
const table = {
  ConditionNotMet: [412, "The condition specified using HTTP conditional header(s) is not met."],
  NotModified: [304, "The resource has not been modified."],
  MissingRequiredHeader: [400, "An HTTP header that's mandatory for this request is not specified."],
  MissingRequiredProperty: [
    400,
    "A required property was not specified in the request body for one of the inputs.",
  ],
  MissingRequiredQueryParameter: [
    400,
    "A query parameter that's mandatory for this request is not specified.",
  ],
  MultipleConditionHeadersNotSupported: [400, "Multiple condition headers are not supported."],
  InvalidHeaderValue: [
    400,
    "The value provided for one of the HTTP headers was not in the correct format or is out of range.",
  ],
  InvalidPropertyValue: [400, "The value provided for one of the properties in the request body is invalid."],
  InvalidQueryParameterValue: [
    400,
    "Value for one of the query parameters specified in the request URI is invalid.",
  ],
  UnsupportedQueryParameter: [
    400,
    "One of the query parameters specified in the request URI is not supported.",
  ],
  UnsupportedProperty: [400, "One of the properties specified in the request body is not supported."],
  OutOfRangeQueryParameterValue: [
    400,
    "A query parameter specified in the request URI is outside the permissible range.",
  ],
  OutOfRangeInput: [400, "One of the request inputs is out of range."],
  InvalidUri: [400, "The requested URI does not represent any resource on the server."],
  InvalidRequestBody: [400, "The specified Request Body is not syntactically valid."],
  InvalidAuthenticationInfo: [
    400,
    "The authentication information was not provided in the correct format. Verify the value of Authorization header.",
  ],
  InvalidAutoScalingSettings: [400, "The specified auto-scaling settings are not valid."],
  PoolNotEligibleForOSVersionUpgrade: [400, "The specified pool is not eligible for OS Version upgrade."],
  // Recorded from the service: Azure/azure-sdk-for-go#24713.
  CertificateRetired: [400, "The 'Azure Batch Certificates' feature was retired on 02/29/2024."],
  AutoScalingFormulaSyntaxError: [400, "The specified auto-scaling formula has a syntax error."],
  AutoScalingFormulaTooLong: [400, "The specified auto-scaling formula exceeds lengths limit."],
  UnsupportedRequestVersion: [
    400,
    "The specified API version is not supported. Please use one of the supported versions.",
  ],
  TaskDependencyListTooLong: [
    400,
    "A task was specified as depending on other tasks, but the list of dependencies was too long to be stored. The total stored length is limited to 64000 characters; the total length of task ids must be slightly less than this to allow for internal storage overhead. If you encounter this error, consider using task range dependencies instead.",
  ],
  AuthenticationFailed: [
    403,
    "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
  ],
  InsufficientAccountPermissions: [
    403,
    "The account being accessed does not have sufficient permissions to execute this operation.",
  ],
  IOError: [403, "An I/O error occurred when accessing the specified resource."],
  ResourceNotFound: [404, "The specified resource does not exist."],
  PoolNotFound: [404, "The specified pool does not exist."],
  NodeNotFound: [404, "The specified node does not exist."],
  NodeUserNotFound: [404, "The specified node user does not exist."],
  JobNotFound: [404, "The specified job does not exist."],
  JobScheduleNotFound: [404, "The specified job schedule does not exist."],
  TaskNotFound: [404, "The specified task does not exist."],
  FileNotFound: [404, "The specified file does not exist."],
  ApplicationNotFound: [404, "The specified application does not exist."],
  UnsupportedHttpVerb: [405, "The resource doesn't support the specified HTTP verb."],
  OperationInvalidForCurrentState: [
    409,
    "The specified operation is not valid for the current state of the resource.",
  ],
  PoolExists: [409, "The specified pool already exists."],
  PoolBeingDeleted: [409, "The specified pool has been marked for deletion and is being reclaimed."],
  PoolBeingResized: [409, "The specified pool is being resized."],
  OperationNotValidOnPool: [409, "The specified operation is not valid on the pool."],
  JobExists: [409, "The specified job already exists."],
  JobWithSameIdExists: [
    409,
    "A job with the specified job schedule id exists. Job and job schedule cannot have the same id.",
  ],
  JobBeingDeleted: [409, "The specified job has been marked for deletion and is being garbage collected."],
  JobBeingTerminated: [409, "The specified job is being terminated."],
  JobCompleted: [409, "The specified job is already in a completed state."],
  JobDisabled: [409, "The specified job is disabled."],
  JobNotActive: [409, "The specified job is not in active state."],
  JobPreparationTaskOrReleaseTaskNotSpecified: [
    409,
    "The specified job does not have either job preparation task or job release task.",
  ],
  JobScheduleExists: [409, "The specified job schedule already exists."],
  JobScheduleWithSameIdExists: [
    409,
    "A job schedule with the specified job id exists. Job and job schedule cannot have the same id.",
  ],
  JobScheduleDisabled: [409, "The specified job schedule is disabled."],
  JobScheduleCompleted: [409, "The specified job schedule is already in completed state."],
  JobScheduleBeingDeleted: [
    409,
    "The specified job schedule has been marked for deletion and is being reclaimed.",
  ],
  JobScheduleBeingTerminated: [409, "The specified job schedule is being terminated."],
  TaskExists: [409, "The specified task already exists."],
  TaskCompleted: [409, "The specified task is already in a completed state."],
  TaskNotCompleted: [
    409,
    "The specified task is not in a completed state, and the requested operation can be performed only on completed tasks.",
  ],
  TaskSucceeded: [
    409,
    "The specified task has already completed successfully, and the requested operation cannot be performed on successful tasks.",
  ],
  TaskFilesUnavailable: [409, "The files of the specified task are unavailable."],
  TaskFilesCleanedup: [409, "The files of the specified task are cleanedup."],
  TaskIdSameAsJobPreparationTask: [409, "The specified task id is same as the job preparation task."],
  TaskIdSameAsJobReleaseTask: [409, "The specified task id is same as the job release task."],
  NodeUserExists: [409, "The specified node user already exists."],
  NodeAlreadyInTargetSchedulingState: [409, "The specified node is already in the target scheduling state."],
  NodeBeingRebooted: [409, "The specified node is being rebooted."],
  NodeBeingReimaged: [409, "The specified node is being reimaged."],
  NodeBeingStarted: [409, "The specified node is being started."],
  NodeBeingCreated: [409, "The specified node is being created."],
  // Logged by clients: microsoft/haste#124 (files), Azure/azure-sdk-for-js test/batchClient.spec.ts (scheduling).
  NodeNotReady: [409, "Node is not able to perform the requested operations in its current state"],
  NodeStateUnusable: [409, "The state of the specified node is unusable."],
  // Recorded by azure-cli (test_batch_pools_and_nodes).
  InvalidApplicationPackageReferences: [
    409,
    "One or more of the specified application package references are invalid.",
  ],
  OperationNotValidOnNode: [409, "The specified operation is not valid on the node."],
  RequestBodyTooLarge: [413, "The request body is too large and exceeds the maximum permissible limit."],
  InvalidRange: [416, "The range specified is invalid for the current size of the resource."],
  InternalError: [500, "Server encountered an internal error. Please try again after some time."],
  NotImplemented: [501, "The local Azure Batch service does not support this operation."],
  // Recorded from the service: nextflow-io/nextflow#2688.
  TooManyRequests: [429, "Request failed as server encountered too many requests. Please try again."],
  ServerBusy: [503, "The server is busy. Please retry after some time."],
  TooManyEnableAutoScaleRequests: [503, "Too many Enable Pool AutoScale requests are issued on the pool."],
} as const satisfies Record<string, readonly [number, string]>;
