import type { Transfer } from "../storage/transfer.ts";
import { bytes, bytesOf, roughBytes } from "../text/amounts.ts";
import { inUnits, roughly } from "../text/rough-time.ts";

/** Shorter times are exact to the second. */
const fewMs = 15_000;

const roundedUp = (ms: number): number => Math.max(1, Math.ceil(ms / 1000)) * 1000;

/** Such as `157 of 640 MB, 42 MB/s, 12 s left`. */
export const transferWords = ({ bytes: done, totalBytes, bytesPerSecond, leftMs }: Transfer): string =>
  [
    totalBytes === undefined ? bytes(done) : bytesOf(done, totalBytes),
    ...(bytesPerSecond === undefined ? [] : [`${roughBytes(bytesPerSecond)}/s`]),
    ...(leftMs === undefined
      ? []
      : [`${leftMs < fewMs ? inUnits(roundedUp(leftMs)) : roughly(leftMs)} left`]),
  ].join(", ");
