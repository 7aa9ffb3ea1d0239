import { bundleBlob, outputPrefix, runOfBlob, runsPrefix } from "../../storage/blob-names.ts";

/** A run and the blobs that it uses. */
export interface RunUse {
  readonly jobId: string;
  readonly workload: string;
  readonly codeSha256: string;
  readonly createdAt: Date;
  /** The job is not completed. */
  readonly isLive: boolean;
  /** The run is young and has no job: a submit may be in progress. */
  readonly isOnItsWay: boolean;
  readonly hasJob: boolean;
  /** False if another version of the runner wrote the plan, or if it is missing while the job is live: the inputs are unknown. */
  readonly isReadable: boolean;
  readonly taskCount: number;
  /** Names of input blobs. */
  readonly inputs: ReadonlySet<string>;
  /** Folders `<job>/<task>` in the output container with results of earlier runs that this run reuses. */
  readonly takenOver: ReadonlySet<string>;
}

export interface StoredBlob {
  readonly name: string;
  readonly lastModified: Date;
}

/** Runs to remove, and the blobs that no other run uses. */
export interface DeletionPlan {
  readonly runs: readonly RunUse[];
  /** Prefixes of the blobs to remove from the output container. */
  readonly outputPrefixes: readonly string[];
  readonly isOutput: (blob: StoredBlob) => boolean;
  readonly isInput: (blob: StoredBlob) => boolean;
  readonly isBundle: (blob: StoredBlob) => boolean;
  /** Indexes in which later runs find results. */
  readonly isIndex: (blob: StoredBlob) => boolean;
  /** Manifests and reports of the runs. */
  readonly isRecord: (blob: StoredBlob) => boolean;
}

export interface DeletionRequest {
  readonly all: readonly RunUse[];
  readonly chosen: ReadonlySet<string>;
  /** Also removes older inputs and code that no run uses, such as those of an interrupted submit. */
  readonly unusedBefore?: Date | undefined;
}

export const planDeletion = ({ all, chosen, unusedBefore }: DeletionRequest): DeletionPlan => {
  const runs = all.filter(({ jobId }) => chosen.has(jobId));
  const kept = all.filter(({ jobId }) => !chosen.has(jobId));
  const used = useOf(kept);
  const freed = useOf(runs);
  const left = leftBehind(freed.folders, new Set(all.map(({ jobId }) => jobId)));
  const isOld = ({ lastModified }: StoredBlob): boolean =>
    unusedBefore !== undefined && lastModified < unusedBefore;
  return {
    runs,
    outputPrefixes: [...new Set([...chosen, ...[...left].map(jobOf)])].map((jobId) =>
      outputPrefix({ jobId }),
    ),
    isOutput: ({ name }) => {
      const folder = name.split("/", 2).join("/");
      return !used.folders.has(folder) && (chosen.has(jobOf(name)) || left.has(folder));
    },
    isInput: (blob) =>
      isContentName(blob.name) && !used.inputs.has(blob.name) && (freed.inputs.has(blob.name) || isOld(blob)),
    isBundle: (blob) =>
      isBundleName(blob.name) &&
      !used.bundles.has(blob.name) &&
      (freed.bundles.has(blob.name) || isOld(blob)),
    isIndex: ({ name }) => name.startsWith("results/") && chosen.has(jobOfIndex(name)),
    isRecord: ({ name }) => name.startsWith(runsPrefix) && chosen.has(runOfBlob(name).jobId),
  };
};

const useOf = (runs: readonly RunUse[]) => ({
  inputs: union(runs.map(({ inputs }) => inputs)),
  folders: union(runs.map(({ takenOver }) => takenOver)),
  bundles: new Set(runs.map(bundleBlob)),
});

const union = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> => {
  const all = new Set<string>();
  for (const set of sets) for (const value of set) all.add(value);
  return all;
};

/** Returns folders of runs that were removed earlier, whose results stayed for the runs that reuse them. */
const leftBehind = (folders: ReadonlySet<string>, known: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...folders].filter((folder) => !known.has(jobOf(folder))));

const jobOf = (name: string): string => name.split("/", 1)[0] ?? "";

const jobOfIndex = (name: string): string => (name.split("/").at(-1) ?? "").replace(/\.ndjson\.gz$/, "");

/** Runs upload only such blobs; others in the container are the user's. */
const isContentName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

const isBundleName = (name: string): boolean => /^[^/]+\/[0-9a-f]{64}\.mjs$/.test(name);
