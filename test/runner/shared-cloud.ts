import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attach } from "../../local/attach.ts";
import type { Lease } from "../../local/lease.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { containerClient } from "../helpers/container-client.ts";
import { sharedCloudsFolder } from "../helpers/shared-clouds.ts";
import { withKeys } from "../helpers/with-keys.ts";
import type { TestCloud } from "./local-cloud.ts";

let lease: Promise<Lease> | undefined;
let suites = 0;

/**
 * Returns a new folder and new containers on the local cloud that this process shares among its suites, one after the
 * other. The first call starts the cloud. The account's pool and its list of jobs are shared; `close` deletes the jobs.
 */
export const openSharedCloud = async (): Promise<TestCloud> => {
  lease ??= attach({
    dir: join(sharedCloudsFolder(), `of-${process.pid}`),
    lingerMs: 5000,
    deadlineMs: 60_000,
  });
  const shared = withKeys((await lease).outputs);
  const suite = ++suites;
  const outputs = {
    ...shared,
    applicationContainerUrl: `${shared.applicationContainerUrl}-${suite}`,
    inputContainerUrl: `${shared.inputContainerUrl}-${suite}`,
    outputContainerUrl: `${shared.outputContainerUrl}-${suite}`,
  };
  const containers = (["application", "input", "output"] as const).map((name) =>
    containerClient(outputs, name),
  );
  await Promise.all(containers.map((container) => container.create()));
  const folder = await mkdtemp(join(tmpdir(), "batch-test-"));
  const outputsFile = join(folder, "outputs.json");
  await writeFile(outputsFile, JSON.stringify(outputs), { mode: 0o600 });
  return {
    folder,
    outputsFile,
    outputs,
    close: async () => {
      const { job } = batchClient(outputs);
      // Batch refuses to delete a job that is already being deleted.
      await Promise.allSettled((await job.list()).map(({ id = "" }) => job.deleteMethod(id)));
      await rm(folder, { recursive: true, force: true });
    },
  };
};
