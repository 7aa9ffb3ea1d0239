import { invalidProperty, missingProperty } from "../../protocol/errors.ts";
import type { ResourceFile } from "../../state/task-types.ts";

/** Recorded from the service: Azure/BatchExplorer#30. What exactly is counted is not public; all that is sent is the most. */
const mostCharacters = 32_768;

/** Refuses resource files that Azure's definition of ResourceFile rules out in words only, and more than a task may have. */
export const checkResourceFiles = (files: readonly ResourceFile[] = []): void => {
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
