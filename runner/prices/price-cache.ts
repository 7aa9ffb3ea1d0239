import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { cacheFolder } from "../cache-folder.ts";
import type { PriceRequest, VmPrice } from "./vm-price.ts";

const price = v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)));

/** Prices that the API returned at a moment; both are absent if it lists none. */
const Entry = v.object({
  entryVersion: v.literal(1),
  /** ISO 8601. */
  readAt: v.pipe(v.string(), v.isoTimestamp()),
  dedicated: price,
  spot: price,
});

/** Moment of the last request that failed. */
const Failure = v.object({ failedAt: v.pipe(v.string(), v.isoTimestamp()) });

interface CachedPrice {
  readonly readAt: Date;
  readonly price: VmPrice | undefined;
}

/** The user's cache of prices, a small file per size, region and currency. Everything in it can be removed at any time. */
export interface PriceCache {
  readonly read: (request: PriceRequest) => Promise<CachedPrice | undefined>;
  /** Also forgets the last failure. */
  readonly write: (request: PriceRequest, cached: CachedPrice) => Promise<void>;
  readonly lastFailure: () => Promise<Date | undefined>;
  readonly writeFailure: (failedAt: Date) => Promise<void>;
}

/** An unreadable file counts as missing, and a failed write is ignored: prices then cost a request. */
export const priceCache = (env: Readonly<Record<string, string | undefined>>): PriceCache => {
  const folder = cacheFolder("prices", env);
  const failure = join(folder, "failure.json");
  const entry = (request: PriceRequest): string => join(folder, `${keyOf(request)}.json`);
  return {
    read: async (request) => {
      const found = await readJson(entry(request), Entry);
      if (found === undefined) return undefined;
      const { readAt, dedicated, spot } = found;
      const isKnown = dedicated !== undefined || spot !== undefined;
      const known = { ...request, dedicated, spot, date: readAt.slice(0, 10), source: "api" } as const;
      return { readAt: new Date(readAt), price: isKnown ? known : undefined };
    },
    write: async (request, { readAt, price: { dedicated, spot } = {} }) => {
      await replace(
        entry(request),
        { entryVersion: 1, readAt: readAt.toISOString(), dedicated, spot },
        folder,
      );
      await rm(failure, { force: true }).catch(() => {});
    },
    lastFailure: async () => {
      const found = await readJson(failure, Failure);
      return found && new Date(found.failedAt);
    },
    writeFailure: (failedAt) => replace(failure, { failedAt: failedAt.toISOString() }, folder),
  };
};

/** Characters that any file system takes; names of sizes and regions have no others. */
const keyOf = ({ currency, location, vmSize }: PriceRequest): string =>
  [currency, location, vmSize].map((word) => encodeURIComponent(word.toLowerCase())).join(" ");

const readJson = async <T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> => {
  try {
    const found = v.safeParse(schema, JSON.parse(await readFile(path, "utf8")));
    return found.success ? found.output : undefined;
  } catch {
    return undefined;
  }
};

/** Replaces a file at once, so that concurrent commands read the old content or the new one. */
const replace = async (path: string, content: object, folder: string): Promise<void> => {
  const part = `${path}.${randomUUID()}.part`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(part, `${JSON.stringify(content)}\n`);
    await rename(part, path);
  } catch {
    await rm(part, { force: true }).catch(() => {});
  }
};
