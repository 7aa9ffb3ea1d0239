import { sep } from "node:path";

/** What Windows takes for a device, whatever follows a dot [D: naming-a-file]. */
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/**
 * An output's path as this machine's file system can have it. Only Windows reads some names in another way: there what it
 * forbids is written as in a URL, `a:b` as `a%3Ab`, so that no two outputs become one file and none becomes a device.
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
