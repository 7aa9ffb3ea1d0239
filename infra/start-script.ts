import { gzipSync } from "node:zlib";

/**
 * Azure names no limit for a command line; this one keeps it below the 32767 characters that Windows takes, and far below the
 * 128 KiB of one argument on Linux.
 */
export const maxEncodedLength = 24_000;

/** A script as text that needs no quotes in a command line. */
export const encodeScript = (script: string): string => gzipSync(script, { level: 9 }).toString("base64");

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Returns a script file's text as Linux runs it: without a byte order mark, and with LF for CRLF, because `#!/bin/bash\r` names
 * no interpreter. Undefined if the file isn't UTF-8 text (PowerShell's `>` writes UTF-16) or has a carriage return elsewhere.
 */
export const scriptText = (content: Uint8Array): string | undefined => {
  try {
    const script = utf8.decode(content).replaceAll("\r\n", "\n");
    return /[\0\r]/.test(script) ? undefined : script;
  } catch {
    return undefined;
  }
};
