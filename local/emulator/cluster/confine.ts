import { realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { codeOf } from "../system/errors.ts";

/** Returns the absolute path of a name below a directory; undefined if it is outside. Doesn't access the file system. */
export const inside = (dir: string, name: string): string | undefined => {
  const path = resolve(dir, name);
  return path === dir || path.startsWith(dir + sep) ? path : undefined;
};

/** Like `inside`, but follows links. Returns undefined if the path doesn't exist or leads outside. */
export const realInside = async (dir: string, name: string): Promise<string | undefined> => {
  const path = name.includes("\0") ? undefined : inside(dir, name);
  if (path === undefined) return undefined;
  try {
    const [root, real] = await Promise.all([realpath(dir), realpath(path)]);
    return inside(root, real);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

const isAbsent = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"].includes(codeOf(error) ?? "");
