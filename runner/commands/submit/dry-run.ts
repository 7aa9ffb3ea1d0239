import pMap from "p-map";
import { estimateRun, planText } from "../../results/estimate.ts";
import type { PreparedRun } from "../../run/prepare.ts";
import type { Session } from "../../run/session.ts";
import { filesToStore } from "../../run/store.ts";
import type { HashedFile } from "../../storage/hash-files.ts";
import { listBlobs } from "../../storage/list-blobs.ts";
import type { Terminal } from "../../terminal.ts";
import { visible } from "../../text/visible.ts";
import type { Display } from "../../ui/display.ts";

interface DryRun {
  readonly run: PreparedRun;
  /** How long a task of this code took earlier. Seconds. */
  readonly medianSeconds: number | undefined;
  /** Undefined where asking would start something. */
  readonly session: Session | undefined;
  readonly options: { readonly json?: boolean | undefined; readonly nodePrice?: number | undefined };
  readonly signal: AbortSignal;
}

/** Shows what a submit would do; writes nothing anywhere. */
export const dryRun = async (request: DryRun, display: Display, { stdout }: Terminal): Promise<void> => {
  const { run, session, medianSeconds, options } = request;
  const estimation = {
    manifest: run.manifest,
    description: run.description,
    missing: await missingFiles(request),
    pool: session?.environment.outputs,
    medianSeconds,
    nodePrice: options.nodePrice,
  };
  const estimate = estimateRun(estimation);
  display.pause();
  display.emit({ event: "estimated", ...estimate });
  if (!options.json) stdout.write(`${visible(planText(estimate, estimation))}\n`);
};

/** Up to here each content is asked for; more are cheaper to find in the list of all. */
const fewContents = 500;

/** The contents that storage does not have, each once. */
const missingFiles = async ({ run, session, signal }: DryRun): Promise<HashedFile[]> => {
  const contents = new Map(filesToStore(run).map((file) => [file.sha256, file]));
  if (session === undefined) return [...contents.values()];
  const { input: container, storageCall } = session.clients;
  if (contents.size > fewContents) {
    for await (const { name } of listBlobs(container, "", storageCall)) contents.delete(name);
    return [...contents.values()];
  }
  const isThere = (name: string): Promise<boolean> =>
    storageCall((abortSignal) => container.getBlobClient(name).exists({ abortSignal }));
  const drop = async (name: string): Promise<void> => {
    if (await isThere(name)) contents.delete(name);
  };
  await pMap([...contents.keys()], drop, { concurrency: 16, signal });
  return [...contents.values()];
};
