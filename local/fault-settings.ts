import type { FaultDeclaration } from "./emulator/faults/declaration.ts";
import { createFaults, type Faults } from "./emulator/faults/faults.ts";
import { formatFault } from "./emulator/faults/format-fault.ts";
import { parseFault } from "./emulator/faults/parse-fault.ts";
import { LocalCloudError } from "./errors.ts";

/** What a local cloud is told to fail at. */
export interface FaultSettings {
  readonly declarations: readonly FaultDeclaration[];
  readonly seed: number;
}

/** From the values of `--fault` and `--fault-seed`; undefined if no fault is declared. Throws a LocalCloudError. */
export const readFaultSettings = (
  texts: readonly string[] = [],
  seedText = "1",
): FaultSettings | undefined => {
  const seed = Number(seedText);
  if (!/^\d+$/.test(seedText) || !Number.isSafeInteger(seed))
    throw new LocalCloudError("InvalidOption", `--fault-seed: expected a whole number, found "${seedText}"`);
  return texts.length === 0 ? undefined : { declarations: texts.map(parseFault), seed };
};

/** The options that readFaultSettings would read so. */
export const faultArguments = (settings: FaultSettings | undefined): string[] => {
  if (settings === undefined) return [];
  const faults = settings.declarations.flatMap((declaration) => ["--fault", formatFault(declaration)]);
  return [...faults, "--fault-seed", String(settings.seed)];
};

/** For people, and to tell whether two are the same. */
export const describeFaults = ({ declarations, seed }: FaultSettings): string =>
  `${declarations.map(formatFault).join(" ")} with seed ${seed}`;

/** The faults of a local cloud. Its log tells what is declared, what each hits, and how often. */
interface CloudFaults extends Faults {
  /** The containers are there: from now on blob requests may fail, too. */
  enableBlobFaults(): void;
  logRecord(): void;
}

export const startFaults = (settings: FaultSettings, log: (line: string) => void): CloudFaults => {
  const faults = createFaults(settings.declarations, { seed: settings.seed, log });
  let areBlobFaultsEnabled = false;
  log(`faults ${describeFaults(settings)}`);
  return {
    ...faults,
    forBlobRequest: (request) => (areBlobFaultsEnabled ? faults.forBlobRequest(request) : undefined),
    enableBlobFaults: () => {
      areBlobFaultsEnabled = true;
    },
    logRecord: () => {
      for (const { fault, events, hits } of faults.record())
        log(`fault ${fault} has hit ${hits} of ${events}`);
    },
  };
};
