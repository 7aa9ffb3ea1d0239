/** Codes of the local cloud's own errors. Callers and tests rely on them; messages may change. */
const ownCodes = [
  // Arguments of a command.
  "InvalidOption",
  "UnknownFault",
  "UnknownFaultSetting",
  "RepeatedFaultSetting",
  "UnsupportedFaultSetting",
  "MissingFaultSetting",
  "InvalidFaultSetting",
  "InvalidFaultTarget",
  // Settings and the Pulumi program.
  "SettingsFileNotFound",
  "InvalidSettingsFile",
  "UnsupportedSetting",
  "ProgramFailed",
  "InvalidOutputs",
  "InvalidResource",
  "UnknownResourceType",
  "UnknownFunction",
  "UnknownPoolProperty",
  "ResourceExists",
  // The cloud's folder.
  "FolderNotOwned",
  "FolderUnwritable",
  "FolderRemoved",
  "StateCorrupt",
  "StateMissing",
  "StateTooNew",
  "StateUnwritable",
  "BlobContentDamaged",
  // Processes.
  "AlreadyRunning",
  "DirectoryInUse",
  "PortInUse",
  "StartFailed",
  "BlobServiceFailed",
  "ServiceCrashed",
  "NotReady",
  "CloudEnded",
  "OtherSettings",
  "OtherFaults",
  "OtherVersion",
] as const;

/** Codes of Azure Resource Manager. */
const armCodes = [
  "AuthorizationFailed",
  "ParentResourceNotFound",
  "PropertyCannotBeUpdated",
  "ResourceGroupNotFound",
  "ResourceNotFound",
] as const;

export const errorCodes = [...ownCodes, ...armCodes] as const;
export type ErrorCode = (typeof errorCodes)[number];
export type ArmErrorCode = (typeof armCodes)[number];

/** Something in the surroundings is not as it has to be. The message says what was expected, what was found, what to do. */
export class LocalCloudError extends Error {
  override readonly name: string = "LocalCloudError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Another process runs the local cloud of this folder. */
export class AlreadyRunningError extends LocalCloudError {
  constructor(message: string) {
    super("AlreadyRunning", message);
  }
}

/** Code of an error: the local cloud's, or a system error's such as `EADDRINUSE`. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** With where it was thrown: for bugs. */
export const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
