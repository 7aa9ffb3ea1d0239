import type { Clock } from "../clock.ts";

/** Progress of an upload, a download or another pass over files. */
export interface Transfer {
  /** Bytes so far. */
  readonly bytes: number;
  /** Size of everything that has to be transferred; absent if unknown. */
  readonly totalBytes?: number | undefined;
  /** Rate of the last ten seconds. */
  readonly bytesPerSecond?: number | undefined;
  /** Estimated time until all bytes are transferred. */
  readonly leftMs?: number | undefined;
}

export interface TransferMeter {
  /**
   * Returns a function that sets the number of bytes of a part that have been transferred. A retry starts again with 0, so that no byte
   * counts twice.
   */
  readonly part: () => (bytes: number) => void;
  /** Removes bytes from the total that needn't be transferred. */
  readonly skip: (bytes: number) => void;
  /** Forgets the bytes so far; the parts continue. */
  readonly restart: () => void;
}

interface Meter {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly totalBytes?: number | undefined;
  /** Called at most twice a second while bytes are transferred, the first time after half a second. */
  readonly onProgress: (transfer: Transfer) => void;
}

const reportEveryMs = 500;
const windowMs = 10_000;

/** Shortest time over which a rate is measured. */
const leastMs = 1000;

interface Sample {
  readonly ms: number;
  readonly bytes: number;
}

/** Adds up the bytes of concurrent parts. */
export const transferMeter = ({ clock, totalBytes, onProgress }: Meter): TransferMeter => {
  let total = totalBytes;
  let bytes = 0;
  let samples: Sample[] = [{ ms: clock.monotonicMs(), bytes: 0 }];
  const report = (): void => {
    const ms = clock.monotonicMs();
    if (ms - (samples.at(-1)?.ms ?? ms) < reportEveryMs) return;
    samples = [...samples.filter((sample) => ms - sample.ms <= windowMs), { ms, bytes }];
    onProgress({ bytes, totalBytes: total, ...speedOf(samples, total) });
  };
  return {
    part: () => {
      let before = 0;
      return (now) => {
        bytes = Math.max(0, bytes + now - before);
        before = now;
        report();
      };
    },
    restart: () => {
      bytes = 0;
      samples = [{ ms: clock.monotonicMs(), bytes }];
    },
    skip: (skipped) => {
      if (total !== undefined) total -= skipped;
    },
  };
};

const speedOf = (
  samples: readonly Sample[],
  total: number | undefined,
): Pick<Transfer, "bytesPerSecond" | "leftMs"> => {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.ms - first.ms < leastMs) return {};
  const perMs = (last.bytes - first.bytes) / (last.ms - first.ms);
  // Retries can set bytes back.
  if (perMs <= 0) return { bytesPerSecond: 0 };
  const leftMs = total === undefined ? undefined : Math.round(Math.max(0, total - last.bytes) / perMs);
  return { bytesPerSecond: Math.round(perMs * 1000), leftMs };
};
