import type { Patch } from "./schema.ts";

/** Returns a JSON value with a merge patch applied (RFC 7396): null removes a property, and an array replaces the whole array. */
export const mergePatch = <T>(target: T, patch: Patch): T => {
  if (!isObject(patch)) return patch as T;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value as Patch);
  }
  return result as T;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
