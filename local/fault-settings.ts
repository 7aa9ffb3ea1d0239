import type { FaultDeclaration } from "./emulator/faults/fault-kinds.ts";
import { createFaults, type Faults } from "./emulator/faults/faults.ts";
import { formatFault } from "./emulator/faults/format-fault.ts";
import { parseFault } from "./emulator/faults/parse-fault.ts";
import { LocalCloudError } from "./errors.ts";

/** Faults of a local cloud. */
export interface FaultSettings {
  readonly declarations: readonly FaultDeclaration[];
  readonly seed: number;
}

/**
 * Parses the values of `--fault` and `--fault-seed`. Returns undefined if no fault is declared.
 *
 * @throws LocalCloudError
 */
export const readFaultSettings = (
  texts: readonly string[] = [],
  seedText = "1",
): FaultSettings | undefined => {
  const seed = Number(seedText);
  if (!/^\d+$/.test(seedText) || !Number.isSafeInteger(seed))
    throw new LocalCloudError("InvalidOption", `--fault-seed: expected a whole number, got "${seedText}"`);
  return texts.length === 0 ? undefined : { declarations: texts.map(parseFault), seed };
};

/** Formats options for `readFaultSettings`. */
export const faultArguments = (settings: FaultSettings | undefined): string[] => {
  if (settings === undefined) return [];
  const faults = settings.declarations.flatMap((declaration) => ["--fault", formatFault(declaration)]);
  return [...faults, "--fault-seed", String(settings.seed)];
};

/** Describes faults for users. Equal settings have equal descriptions. */
export const describeFaults = ({ declarations, seed }: FaultSettings): string =>
  `${declarations.map(formatFault).join(" ")} with seed ${seed}`;

/** Faults that are logged: when declared, on each hit, and in total. */
interface CloudFaults extends Faults {
  /** Enables faults of blob requests. Called when the containers exist. */
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
