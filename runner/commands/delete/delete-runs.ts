import pMap from "p-map";
import type { BlobContainer } from "../../azure/blob-container.ts";
import type { Clients } from "../../azure/clients.ts";
import type { ListedBlob } from "../../azure/list-blobs.ts";
import type { CleanAmounts } from "../../ui/command-events.ts";
import type { DeletionPlan, StoredBlob } from "./plan-deletion.ts";

type Amount = CleanAmounts["outputs"];

type CleanClients = Pick<Clients, "application" | "input" | "output" | "batch">;

/** Called with the number of blobs so far. */
type OnBlob = (blobs: number) => void;

/** Returns the amounts that the plan would remove. */
export const measureRuns = async (
  plan: DeletionPlan,
  clients: CleanClients,
  onListed: OnBlob = () => {},
): Promise<CleanAmounts> => {
  let listed = 0;
  const counted = (isMeant: (blob: StoredBlob) => boolean) => (blob: StoredBlob) => {
    listed += 1;
    onListed(listed);
    return isMeant(blob);
  };
  return {
    jobs: jobsOf(plan).length,
    outputs: await sum(outputs({ ...plan, isOutput: counted(plan.isOutput) }, clients)),
    inputs: await sum(found(clients.input, "", counted(plan.isInput))),
    bundles: await sum(found(clients.application, "", counted(plan.isBundle))),
  };
};

interface DeleteRuns {
  readonly plan: DeletionPlan;
  /** Plans again with the runs that exist now. */
  readonly planAgain: () => Promise<DeletionPlan>;
  readonly clients: CleanClients;
  readonly signal: AbortSignal;
  readonly onRemoved?: OnBlob;
}

/**
 * Removes the runs of the plan: first the indexes that lead other runs to their results, last their manifests, so that an
 * interrupted deletion can be repeated.
 */
export const deleteRuns = async (request: DeleteRuns): Promise<CleanAmounts> => {
  const { plan, planAgain, clients, signal, onRemoved = () => {} } = request;
  const { application, input, batch } = clients;
  let removed = 0;
  const drop = (container: BlobContainer, blobs: AsyncIterable<ListedBlob>): Promise<Amount> =>
    removeAll({ container, blobs, signal, onRemoved: () => onRemoved(++removed) });
  await drop(application, found(application, "results/", plan.isIndex));
  await pMap(jobsOf(plan), ({ jobId }) => batch.deleteJob(jobId), { concurrency, signal });
  const removedOutputs = await drop(clients.output, outputs(plan, clients));
  // Plan again: during these minutes another run may have started to use the same inputs.
  const { isInput, isBundle } = await planAgain();
  const amounts = {
    jobs: jobsOf(plan).length,
    outputs: removedOutputs,
    inputs: await drop(input, found(input, "", isInput)),
    bundles: await drop(application, found(application, "", isBundle)),
  };
  const isReport = (blob: StoredBlob): boolean => plan.isRecord(blob) && !blob.name.includes("/manifest.");
  await drop(application, found(application, "runs/", isReport));
  await drop(application, found(application, "runs/", plan.isRecord));
  return amounts;
};

/** Blobs or jobs deleted at a time. */
const concurrency = 16;

const jobsOf = ({ runs }: DeletionPlan) => runs.filter(({ hasJob }) => hasJob);

const outputs = async function* (plan: DeletionPlan, clients: CleanClients): AsyncGenerator<ListedBlob> {
  for (const prefix of plan.outputPrefixes) yield* found(clients.output, prefix, plan.isOutput);
};

const found = async function* (
  container: BlobContainer,
  prefix: string,
  isMeant: (blob: StoredBlob) => boolean,
): AsyncGenerator<ListedBlob> {
  for await (const blob of container.list(prefix)) if (isMeant(blob)) yield blob;
};

const sum = async (blobs: AsyncIterable<ListedBlob>): Promise<Amount> => {
  const amount = { count: 0, bytes: 0 };
  for await (const { size } of blobs) {
    amount.count += 1;
    amount.bytes += size;
  }
  return amount;
};

interface RemoveAll {
  readonly container: BlobContainer;
  readonly blobs: AsyncIterable<ListedBlob>;
  readonly signal: AbortSignal;
  readonly onRemoved: () => void;
}

const removeAll = async ({ container, blobs, signal, onRemoved }: RemoveAll): Promise<Amount> => {
  const amount = { count: 0, bytes: 0 };
  await pMap(
    blobs,
    async ({ name, size }) => {
      await container.delete(name);
      amount.count += 1;
      amount.bytes += size;
      onRemoved();
    },
    { concurrency, signal },
  );
  return amount;
};
