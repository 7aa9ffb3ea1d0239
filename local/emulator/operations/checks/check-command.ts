import { invalidProperty, missingProperty } from "../../protocol/errors.ts";
import type { Command, NameValue, ResourceFile } from "../../state/task-types.ts";

/** Throws if Azure refuses the settings that all kinds of tasks share. */
export const checkCommand = ({ environmentSettings, userIdentity, resourceFiles }: Command): void => {
  checkEnvironment(environmentSettings);
  // Swagger, UserIdentity: "mutually exclusive".
  if (userIdentity?.username !== undefined && userIdentity.autoUser !== undefined)
    throw invalidProperty("userIdentity", userIdentity, "Expected only one of username and autoUser.");
  checkResourceFiles(resourceFiles);
};

/** Throws for an environment variable that no process can have. */
export const checkEnvironment = (settings: readonly NameValue[] = []): void => {
  for (const { name, value = "" } of settings) {
    if (name === "" || /[=\0]/.test(name))
      throw invalidProperty("environmentSettings", name, "Expected a name without '=' and NUL.");
    if (value.includes("\0"))
      throw invalidProperty("environmentSettings", name, "Expected a value without NUL.");
  }
};

/** Recorded from the service: Azure/BatchExplorer#30. Azure doesn't document what it counts; this counts all of the JSON. */
const mostCharacters = 32_768;

/** Throws for resource files that only the description of Azure's ResourceFile rules out, and for too many. */
const checkResourceFiles = (files: readonly ResourceFile[] = []): void => {
  if (JSON.stringify(files).length > mostCharacters)
    throw invalidProperty(
      "resourceFiles",
      files.length,
      `Total size of resourceFiles cannot be more than ${mostCharacters} characters`,
    );
  for (const { httpUrl, storageContainerUrl, autoStorageContainerName, blobPrefix, filePath } of files) {
    const sources = [httpUrl, storageContainerUrl, autoStorageContainerName];
    if (sources.filter((source) => source !== undefined).length !== 1)
      throw invalidProperty(
        "resourceFiles",
        filePath ?? "",
        "Expected exactly one of httpUrl, storageContainerUrl and autoStorageContainerName.",
      );
    if (httpUrl === undefined) continue;
    if (filePath === undefined) throw missingProperty("filePath");
    if (blobPrefix !== undefined)
      throw invalidProperty(
        "blobPrefix",
        blobPrefix,
        "Expected none with httpUrl: a prefix selects blobs of a container.",
      );
  }
};
