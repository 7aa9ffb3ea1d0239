import { sep } from "node:path";

/** Device names of Windows, with or without an extension [D: naming-a-file]. */
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/**
 * Returns an output's path in a form that this machine's file system accepts. Only Windows needs another form: forbidden characters
 * are percent-encoded, `a:b` as `a%3Ab`, so that two outputs never become one file and no output becomes a device.
 */
export const localPath = (path: string, platform: NodeJS.Platform = process.platform): string =>
  platform === "win32" ? path.split("/").map(windowsName).join(sep) : path;

const windowsName = (name: string): string =>
  name
    .replace(/[%<>:"|?*]/g, encode)
    .replace(/[. ]+$/, (end) => Array.from(end, encode).join(""))
    .replace(device, (word) => encode(word.charAt(0)) + word.slice(1));

const encode = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
