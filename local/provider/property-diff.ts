import { isDeepStrictEqual } from "node:util";
import { unknownValue } from "../provision/check.ts";
import { pathTo } from "../provision/property-path.ts";
import type { Inputs } from "../provision/provisioner.ts";

export type ChangeKind = "add" | "delete" | "update";

interface PropertyChange {
  readonly kind: ChangeKind;
  /** The input that is or contains the property. */
  readonly input: string;
}

/** Returns the changes between two sets of inputs by Pulumi's property path, such as `scaleSettings.fixedScale.resizeTimeout`. */
export const propertyDiff = (olds: Inputs, news: Inputs): Map<string, PropertyChange> => {
  const inputs = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (name) => !name.startsWith("__"),
  );
  return new Map(
    inputs.flatMap((input) => {
      const changes = changesIn(pathTo("", input), ...sameCase(input, olds[input], news[input]));
      return changes.map(([path, kind]) => [path, { kind, input }] as const);
    }),
  );
};

type Change = readonly [path: string, kind: ChangeKind];

const changesIn = (path: string, old: unknown, now: unknown): Change[] => {
  if (now === unknownValue) return [[path, old === undefined ? "add" : "update"]];
  if (isDeepStrictEqual(old, now)) return [];
  if (old === undefined) return [[path, "add"]];
  if (now === undefined) return [[path, "delete"]];
  if (Array.isArray(old) && Array.isArray(now)) {
    const indices = [...Array(Math.max(old.length, now.length)).keys()];
    return indices.flatMap((index) => changesIn(pathTo(path, index), old[index], now[index]));
  }
  if (isObject(old) && isObject(now)) {
    const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return names.flatMap((name) => changesIn(pathTo(path, name), old[name], now[name]));
  }
  return [[path, "update"]];
};

/** ARM treats `East US` and `eastus` as equal. */
const sameCase = (input: string, old: unknown, now: unknown): [unknown, unknown] => {
  const region = (value: unknown): unknown =>
    typeof value === "string" ? value.replaceAll(" ", "").toLowerCase() : value;
  return input === "location" && region(old) === region(now) ? [now, now] : [old, now];
};

const isObject = (value: unknown): value is Inputs => typeof value === "object" && value !== null;
