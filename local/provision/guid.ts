import { hash } from "node:crypto";

/** Derives a GUID from a text. */
export const guidOf = (text: string): string => {
  const digits = hash("sha256", text);
  return /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(digits)!.slice(1).join("-");
};
