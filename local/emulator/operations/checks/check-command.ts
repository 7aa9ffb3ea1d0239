import { invalidProperty, missingProperty } from "../../protocol/errors.ts";
import type { Command, NameValue, ResourceFile } from "../../state/task-types.ts";

/** Refuses what any kind of task cannot have. */
export const checkCommand = ({ environmentSettings, userIdentity, resourceFiles }: Command): void => {
  checkEnvironment(environmentSettings);
  // Swagger, UserIdentity: "mutually exclusive".
  if (userIdentity?.username !== undefined && userIdentity.autoUser !== undefined)
    throw invalidProperty("userIdentity", userIdentity, "Only one of username and autoUser can be given.");
  checkResourceFiles(resourceFiles);
};

/** No process can be given a variable without a name, or with such characters in it. */
export const checkEnvironment = (settings: readonly NameValue[] = []): void => {
  for (const { name, value = "" } of settings) {
    if (name === "" || /[=\0]/.test(name))
      throw invalidProperty(
        "environmentSettings",
        name,
        "The name is empty, or has a character that no name can have.",
      );
    if (value.includes("\0"))
      throw invalidProperty("environmentSettings", name, "The value has a character that no value can have.");
  }
};

/** Recorded from the service: Azure/BatchExplorer#30. What exactly is counted is not public; all that is sent is the most. */
const mostCharacters = 32_768;

/** Refuses resource files that Azure's definition of ResourceFile rules out in words only, and more than a task may have. */
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
        "Exactly one of httpUrl, storageContainerUrl and autoStorageContainerName is required.",
      );
    if (httpUrl === undefined) continue;
    if (filePath === undefined) throw missingProperty("filePath");
    if (blobPrefix !== undefined)
      throw invalidProperty("blobPrefix", blobPrefix, "It is valid for a container only.");
  }
};
