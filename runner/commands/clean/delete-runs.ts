import pMap from "p-map";
import type { BlobContainer, ListedBlob } from "../../azure/blob-container.ts";
import type { Clients } from "../../azure/clients.ts";
import type { CleanPlan, StoredBlob } from "./plan-clean.ts";

interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** What would go, or has gone. */
export interface CleanAmounts {
  readonly runs: number;
  readonly jobs: number;
  readonly outputs: Amount;
  readonly inputs: Amount;
  readonly bundles: Amount;
}

type CleanClients = Pick<Clients, "application" | "input" | "output" | "batch">;

/** Called with the number of blobs so far. */
type OnBlob = (blobs: number) => void;

/** Looks up what the plan would remove. */
export const measure = async (
  plan: CleanPlan,
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
    ...amountsOf(plan),
    outputs: await sum(outputs({ ...plan, isOutput: counted(plan.isOutput) }, clients)),
    inputs: await sum(found(clients.input, "", counted(plan.isInput))),
    bundles: await sum(found(clients.application, "", counted(plan.isBundle))),
  };
};

export interface Remove {
  readonly plan: CleanPlan;
  /** The same plan by what runs there are now. */
  readonly planAgain: () => Promise<CleanPlan>;
  readonly clients: CleanClients;
  readonly signal: AbortSignal;
  readonly onRemoved?: OnBlob;
}

/**
 * Removes what the plan names. First what leads others to it, last the runs' plans: whatever cuts it short, it can be
 * repeated.
 */
export const remove = async (request: Remove): Promise<CleanAmounts> => {
  const { plan, planAgain, clients, signal, onRemoved = () => {} } = request;
  const { application, input, batch } = clients;
  let removed = 0;
  const drop = (container: BlobContainer, blobs: AsyncIterable<ListedBlob>): Promise<Amount> =>
    removeAll({ container, blobs, signal, onRemoved: () => onRemoved(++removed) });
  await drop(application, found(application, "results/", plan.isIndex));
  await pMap(
    plan.runs.filter(({ hasJob }) => hasJob),
    ({ jobId }) => batch.deleteJob(jobId),
    { concurrency, signal },
  );
  const removedOutputs = await drop(clients.output, outputs(plan, clients));
  // That may have taken minutes, in which others have begun runs of the same inputs.
  const { isInput, isBundle } = await planAgain();
  const amounts = {
    ...amountsOf(plan),
    outputs: removedOutputs,
    inputs: await drop(input, found(input, "", isInput)),
    bundles: await drop(application, found(application, "", isBundle)),
  };
  const isReport = (blob: StoredBlob): boolean => plan.isRecord(blob) && !blob.name.includes("/manifest.");
  await drop(application, found(application, "runs/", isReport));
  await drop(application, found(application, "runs/", plan.isRecord));
  return amounts;
};

/** Blobs that are removed at a time. */
const concurrency = 16;

const amountsOf = ({ runs }: CleanPlan): Pick<CleanAmounts, "runs" | "jobs"> => ({
  runs: runs.length,
  jobs: runs.filter(({ hasJob }) => hasJob).length,
});

const outputs = async function* (plan: CleanPlan, clients: CleanClients): AsyncGenerator<ListedBlob> {
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
