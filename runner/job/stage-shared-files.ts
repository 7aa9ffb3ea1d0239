import type { BatchServiceModels as Models } from "@azure/batch";
import type { NodeAccess } from "../azure/node-access.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { bundleBlob, fetchBlob } from "../storage/blob-names.ts";
import type { RequestContext } from "./request-context.ts";
import { type Staging, stageFiles } from "./stage-files.ts";
import { bundleFile, workloadFolder } from "./task-script.ts";

/** Stages the program and the files that all tasks of a run share. */
export const sharedStaging = (manifest: Manifest, { nodePath, access }: RequestContext): Staging => {
  const program = () => access.application(fetchBlob(manifest));
  return stageFiles(sharedFiles(manifest, access), { program, nodePath, reading: access.reading });
};

const sharedFiles = (manifest: Manifest, access: NodeAccess): Models.ResourceFile[] => [
  ...(manifest.command === undefined
    ? [{ ...access.application(bundleBlob(manifest)), filePath: bundleFile(manifest) }]
    : []),
  ...(manifest.files ?? []).map(({ path, sha256, isExecutable }) => ({
    ...access.input(sha256),
    filePath: `${workloadFolder}/${path}`,
    fileMode: isExecutable ? "0755" : "0644",
  })),
];
