import { invalidProperty, missingProperty } from "./errors.ts";
import type { ResourceFile } from "./state/task-types.ts";

/** Refuses resource files that Azure's definition of ResourceFile rules out in words only. */
export const checkResourceFiles = (files: readonly ResourceFile[] = []): void => {
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
