import { gzipSync } from "node:zlib";

/**
 * Most characters of an encoded script. Azure documents no limit for a command line; this one keeps it below Windows' 32767 characters
 * and Linux's 128 KiB for one argument.
 */
export const maxEncodedLength = 24_000;

/** Compresses a script to base64, which needs no quotes in a command line. */
export const encodeScript = (script: string): string => gzipSync(script, { level: 9 }).toString("base64");

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Returns a script's text as Linux needs it: without a byte order mark, and with LF instead of CRLF, because Linux finds no
 * interpreter named `/bin/bash\r`. Returns undefined if the file isn't UTF-8 text (PowerShell's `>` writes UTF-16), or contains a
 * NUL or a carriage return outside CRLF.
 */
export const scriptText = (content: Uint8Array): string | undefined => {
  try {
    const script = utf8.decode(content).replaceAll("\r\n", "\n");
    return /[\0\r]/.test(script) ? undefined : script;
  } catch {
    return undefined;
  }
};
