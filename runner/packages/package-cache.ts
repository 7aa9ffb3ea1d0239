import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { cacheFolder } from "../cache-folder.ts";

const Wheel = v.object({
  name: v.string(),
  version: v.string(),
  file: v.pipe(v.string(), v.regex(/^[\w.+!-]+\.whl$/)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  size: v.number(),
});

const Resolution = v.object({ wheels: v.array(Wheel) });

/** A wheel that was chosen for a platform. */
export type Wheel = v.InferOutput<typeof Wheel>;

/** The user's cache of resolutions and wheels. Everything in it can be removed at any time. */
export interface PackageCache {
  /** Returns the wheels that were chosen for this key; undefined if it is unknown or one of the files is missing. */
  readonly read: (key: string) => Promise<Wheel[] | undefined>;
  readonly write: (key: string, wheels: readonly Wheel[]) => Promise<void>;
  /** Path of a wheel's file. */
  readonly pathOf: (wheel: Pick<Wheel, "file" | "sha256">) => string;
  /** Moves a complete file into the cache. */
  readonly adopt: (path: string, wheel: Pick<Wheel, "file" | "sha256">) => Promise<void>;
  /** Folder for other files that can be made again. */
  readonly folder: string;
  /** Calls with a new folder that only this user can read, in the cache, and removes it afterwards. */
  readonly withWorkFolder: <T>(use: (folder: string) => Promise<T>) => Promise<T>;
}

/** Part of the keys: increased when the meaning of a cached resolution changes. */
const version = 1;

export const packageCache = (env: Readonly<Record<string, string | undefined>>): PackageCache => {
  const folder = cacheFolder("python", env);
  const entry = (key: string): string => join(folder, "resolutions", `${digest([version, key])}.json`);
  const pathOf: PackageCache["pathOf"] = ({ file, sha256 }) => join(folder, "wheels", sha256, file);
  const isHere = async (wheel: Wheel): Promise<boolean> =>
    (await stat(pathOf(wheel)).catch(() => undefined))?.size === wheel.size;
  const replace = async (from: string, to: string): Promise<void> => {
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
  };
  const withWorkFolder: PackageCache["withWorkFolder"] = async (use) => {
    await mkdir(folder, { recursive: true });
    await removeAbandoned(folder);
    const work = await mkdtemp(join(folder, ".work-"));
    try {
      return await use(work);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  };
  return {
    folder,
    pathOf,
    withWorkFolder,
    adopt: (path, wheel) => replace(path, pathOf(wheel)),
    read: async (key) => {
      const text = await readFile(entry(key), "utf8").catch(() => undefined);
      const found = text === undefined ? undefined : v.safeParse(Resolution, parsed(text));
      if (!found?.success) return undefined;
      const here = await Promise.all(found.output.wheels.map(isHere));
      return here.every(Boolean) ? found.output.wheels : undefined;
    },
    write: (key, wheels) =>
      withWorkFolder(async (work) => {
        const path = join(work, "resolution.json");
        await writeFile(path, `${JSON.stringify({ wheels }, undefined, 1)}\n`);
        await replace(path, entry(key));
      }),
  };
};

/** Work folders of killed processes are removed after this time. */
const abandonedMs = 24 * 3_600_000;

const removeAbandoned = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs = Date.now() } = (await stat(path).catch(() => undefined)) ?? {};
    if (name.startsWith(".work-") && Date.now() - mtimeMs > abandonedMs)
      await rm(path, { recursive: true, force: true });
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const digest = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex");
