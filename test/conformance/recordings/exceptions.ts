import type { Exception } from "./judge.ts";

/** Differences from Azure's recorded answers that stay. Each needs a reason, and the replay fails if it isn't needed. */
export const exceptions: readonly Exception[] = [
  {
    of: /^every answer$/,
    difference: /header strict-transport-security on 0 of \d+/,
    reason: "RFC 6797 (7.2) forbids the header over HTTP, and clients ignore it there",
  },
];
