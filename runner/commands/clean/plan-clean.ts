import { bundleBlob, runOfBlob, runsPrefix } from "../../storage/blob-names.ts";

/** What a run has in storage and takes from it. */
export interface RunUse {
  readonly jobId: string;
  readonly workload: string;
  readonly codeSha256: string;
  readonly createdAt: Date;
  /** Its job is not over. */
  readonly isLive: boolean;
  /** It is young and has no job yet: somebody may be submitting it. */
  readonly isOnItsWay: boolean;
  readonly hasJob: boolean;
  /** False: its plan is of another version of the runner, or missing while its job is live. What it uses is unknown. */
  readonly isReadable: boolean;
  readonly taskCount: number;
  /** Names of input blobs. */
  readonly inputs: ReadonlySet<string>;
  /** Folders in the output container, `<job>/<task>`, with the results of earlier runs that it took over. */
  readonly takenOver: ReadonlySet<string>;
}

export interface StoredBlob {
  readonly name: string;
  readonly lastModified: Date;
}

/** What goes with some runs. Everything that another run uses stays. */
export interface CleanPlan {
  readonly runs: readonly RunUse[];
  /** What the blobs to remove begin with in the output container. */
  readonly outputPrefixes: readonly string[];
  readonly isOutput: (blob: StoredBlob) => boolean;
  readonly isInput: (blob: StoredBlob) => boolean;
  readonly isBundle: (blob: StoredBlob) => boolean;
  /** What tells later runs of results. */
  readonly isIndex: (blob: StoredBlob) => boolean;
  /** Plans and reports of the runs. */
  readonly isRecord: (blob: StoredBlob) => boolean;
}

export interface CleanRequest {
  readonly all: readonly RunUse[];
  readonly chosen: ReadonlySet<string>;
  /** Inputs and code that no run uses go too if they are older, as after a submit that was cut short. */
  readonly unusedBefore?: Date | undefined;
}

export const planClean = ({ all, chosen, unusedBefore }: CleanRequest): CleanPlan => {
  const runs = all.filter(({ jobId }) => chosen.has(jobId));
  const kept = all.filter(({ jobId }) => !chosen.has(jobId));
  const used = useOf(kept);
  const freed = useOf(runs);
  const left = leftBehind(freed.folders, new Set(all.map(({ jobId }) => jobId)));
  const isOld = ({ lastModified }: StoredBlob): boolean =>
    unusedBefore !== undefined && lastModified < unusedBefore;
  return {
    runs,
    outputPrefixes: [...new Set([...chosen, ...[...left].map(jobOf)])].map((jobId) => `${jobId}/`),
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

/** Results of runs that were cleaned away before, which stayed for the sake of those that took them over. */
const leftBehind = (folders: ReadonlySet<string>, known: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...folders].filter((folder) => !known.has(jobOf(folder))));

const jobOf = (name: string): string => name.split("/", 1)[0] ?? "";

const jobOfIndex = (name: string): string => (name.split("/").at(-1) ?? "").replace(/\.ndjson\.gz$/, "");

/** What runs upload; all else in the container is the user's own. */
const isContentName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

const isBundleName = (name: string): boolean => /^[^/]+\/[0-9a-f]{64}\.mjs$/.test(name);
