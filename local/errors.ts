import { ExpectedError, emulatorErrorCodes } from "./emulator/system/errors.ts";

/** Codes of the local cloud's own errors. Callers and tests rely on them; messages may change. */
const ownCodes = [
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
  "StateMissing",
  "BlobContentDamaged",
  // Processes.
  "PortInUse",
  "StartFailed",
  "BlobServiceFailed",
  "ServiceCrashed",
  "NotReady",
  "NotRunning",
  "CloudEnded",
  "OtherSettings",
  "OtherFaults",
  "OtherPace",
  "OtherVersion",
] as const;

/** Codes of Azure Resource Manager. */
const armCodes = [
  "AuthorizationFailed",
  "InvalidPropertyValue",
  "ParentResourceNotFound",
  "PropertyCannotBeUpdated",
  "ResourceGroupNotFound",
  "ResourceNotFound",
] as const;

/** Codes of every error that the local cloud reports, the emulator's included. */
export const errorCodes = [...ownCodes, ...armCodes, ...emulatorErrorCodes] as const;
export type ErrorCode = (typeof errorCodes)[number];
export type ArmErrorCode = (typeof armCodes)[number];

/** The code that a text names; undefined if it names none. */
export const errorCodeOf = (text: string | undefined): ErrorCode | undefined =>
  errorCodes.find((code) => code === text);

/** Thrown for what the user can fix: settings, the cloud's folder, a resource that Azure would refuse. */
export class LocalCloudError extends ExpectedError<ErrorCode> {
  override readonly name: string = "LocalCloudError";
}

/** Sentence for the user about recovery from damaged or missing state. */
export const recovery = "Restore it, or remove the local cloud's folder (.local by default) to start over.";
