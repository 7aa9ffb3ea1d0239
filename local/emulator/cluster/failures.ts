import type { ApplicationPackageReference, FailureInfo } from "../state/task-types.ts";
import { codeOf } from "../system/errors.ts";

/** Thrown when a file cannot be staged or uploaded, with one of Azure's failure codes. */
export class TaskFailureError extends Error {
  override readonly name = "TaskFailureError";
  readonly code: string;
  readonly info: FailureInfo;

  constructor(info: FailureInfo) {
    super(info.message);
    this.code = info.code;
    this.info = info;
  }
}

const user = (code: string, message: string, details?: Record<string, string>): FailureInfo => ({
  category: "UserError",
  code,
  message,
  ...(details === undefined
    ? {}
    : { details: Object.entries(details).map(([name, value]) => ({ name, value })) }),
});

const server = (code: string, message: string, details?: Record<string, string>): FailureInfo => ({
  ...user(code, message, details),
  category: "ServerError",
});

// Codes are .NET's TaskFailureInformationCodes. Messages are Azure's where known: batch-api.md 3.4.
export const exitCodeFailure = (): FailureInfo =>
  user("FailureExitCode", "The task exited with an exit code representing a failure", {
    Message: "The task process exited with an unexpected exit code",
    AdditionalErrorCode: "FailureExitCode",
  });

export const outOfTime = (): FailureInfo =>
  user("TaskEnded", "The task was ended because it exceeded its maximum wall clock time.");

export const programNotFound = (program: string): FailureInfo =>
  user("CommandProgramNotFound", "The specified command program is not found", { Program: program });

export const launchFailed = (message: string): FailureInfo =>
  user("CommandLaunchFailed", "Failed to launch the specified command line", { Message: message });

export const blobFailure = (status: number, details: Record<string, string>): FailureInfo => {
  if (status === 404) return user("BlobNotFound", "One of the specified Azure Blob(s) is not found", details);
  if (status === 401 || status === 403)
    return user("BlobAccessDenied", "Access for one of the specified Azure Blob(s) is denied", details);
  return server(
    "BlobDownloadMiscError",
    "Miscellaneous error encountered while downloading one of the specified Azure Blob(s)",
    details,
  );
};

export const containerListFailure = (status: number, details: Record<string, string>): FailureInfo => {
  if (status === 401 || status === 403)
    return user(
      "ResourceContainerAccessDenied",
      "Access for one of the specified Azure Blob container(s) is denied",
      details,
    );
  return user(
    "ResourceContainerListMiscError",
    "The specified Azure Blob container could not be listed",
    details,
  );
};

const resourceFileMessages = {
  ResourceDirectoryCreateFailed: "Failure encountered creating resource directory for the task",
  ResourceFileCreateFailed: "Failure encountered creating resource file",
  ResourceFileWriteFailed: "Failure encountered writing resource file",
} as const;

export const resourceFileFailure = (
  code: keyof typeof resourceFileMessages,
  details: Record<string, string>,
): FailureInfo => server(code, resourceFileMessages[code], details);

export const isDiskFull = (error: unknown): boolean => isFullCode(codeOf(error));

export const isFullCode = (code: string | undefined): boolean => code === "ENOSPC" || code === "EDQUOT";

/** Azure's code for a full disk on the node. */
export const fullCode = "DiskFull";

export const diskFull = (message: string): FailureInfo =>
  server(fullCode, "There is not enough disk space on the node that was selected to run the task", {
    Message: message,
  });

export const uploadFailure = (status: number | undefined, details: Record<string, string>): FailureInfo => {
  if (status === 404)
    return user(
      "FileUploadContainerNotFound",
      "One of the specified Azure container(s) was not found while attempting to upload an output file",
      details,
    );
  if (status === 401 || status === 403)
    return user(
      "FileUploadAccessDenied",
      "Access was denied to one of the specified Azure container(s) while attempting to upload an output file",
      details,
    );
  return user(
    "FileUploadMiscError",
    "Miscellaneous error encountered while attempting to upload an output file",
    details,
  );
};

/** The code is that of Microsoft's test of .NET's client, `CloudTaskLinuxIntegrationTests.TestContainerTask`. */
export const containerPoolNotSupported = (): FailureInfo =>
  user("ContainerPoolNotSupported", "The specified pool does not support container tasks");

/** The code is one of .NET's TaskFailureInformationCodes. */
export const applicationPackageFailure = ({
  applicationId,
  version,
}: ApplicationPackageReference): FailureInfo =>
  user("ApplicationPackageError", "One or more application packages specified for the task are invalid", {
    ApplicationPackageReference: version === undefined ? applicationId : `${applicationId}:${version}`,
  });

export const unknownFailure = (message: string): FailureInfo => server("Unknown", message);
