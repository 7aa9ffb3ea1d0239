import { gzipSync } from "node:zlib";

/**
 * Azure names no limit for a command line; this one keeps it below the 32767 characters that Windows takes, and far below the
 * 128 KiB of one argument on Linux.
 */
export const maxEncodedLength = 24_000;

/** A script as text that needs no quotes in a command line. */
export const encodeScript = (script: string): string => gzipSync(script, { level: 9 }).toString("base64");
