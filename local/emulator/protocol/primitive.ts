import { formatTicks, ticksOf } from "../time/duration.ts";
import type { Schema } from "./schema.ts";

/** Code and reason with which Azure refuses a value. */
export interface PrimitiveError {
  code: "InvalidRequestBody" | "InvalidPropertyValue";
  reason: string;
}

/** A value as Azure reads it, or the reason why it is refused. */
type Reading = { value: string | number | boolean } | PrimitiveError;

/**
 * Reads a string, number or boolean of a request as Azure's OData reader does. A string is converted to the number or boolean
 * that is expected (the az CLI sends numbers as strings); any other wrong type is refused. Enum values are compared without case
 * and returned in Azure's spelling.
 */
export const readPrimitive = (schema: Schema, value: unknown): Reading => {
  const kind = kinds[schema.format ?? schema.type ?? ""] ?? kinds[schema.type ?? ""];
  if (kind === undefined) throw new Error(`schema: expected a primitive type, got ${JSON.stringify(schema)}`);
  if (value === null || typeof value === "object") return unexpectedNode(value, "PrimitiveValue");
  const converted = kind.read(value);
  if (converted === undefined)
    return {
      code: "InvalidRequestBody",
      // Recorded: Azure/azure-powershell#12147.
      reason: `Cannot convert a primitive value to the expected type '${kind.edm}'. See the inner exception for more details.`,
    };
  return withinLimits(schema, converted);
};

/** The OData reader's error for a wrong kind of JSON (recorded: Azure/doAzureParallel#211). */
export const unexpectedNode = (found: unknown, expected: string): PrimitiveError => ({
  code: "InvalidRequestBody",
  reason: `An unexpected '${nodeOf(found)}' node was found when reading from the JSON reader. A '${expected}' node was expected.`,
});

const nodeOf = (value: unknown): string => {
  if (Array.isArray(value)) return "StartArray";
  return value !== null && typeof value === "object" ? "StartObject" : "PrimitiveValue";
};

interface Kind {
  edm: string;
  read: (value: unknown) => string | number | boolean | undefined;
}

const numberFrom = (value: unknown, pattern: RegExp): number | undefined => {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.length <= 64 && pattern.test(value) ? Number(value) : undefined;
};

const integerWithin =
  (bound: number) =>
  (value: unknown): number | undefined => {
    const number = numberFrom(value, /^\s*[+-]?\d+\s*$/);
    return number !== undefined && Number.isInteger(number) && number >= -bound && number < bound
      ? number
      : undefined;
  };

const text =
  (read: (text: string) => string | undefined) =>
  (value: unknown): string | undefined =>
    typeof value === "string" ? read(value) : undefined;

const booleanFrom = (value: unknown): boolean | undefined => {
  if (typeof value === "boolean") return value;
  const lower = typeof value === "string" ? value.toLowerCase() : "";
  return lower === "true" ? true : lower === "false" ? false : undefined;
};

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/i;

/** Returns whether a text is an ISO 8601 date and time that exists, with or without a zone. */
export const isDateTime = (given: string): boolean => {
  if (!dateTime.test(given) || Number.isNaN(Date.parse(given))) return false;
  const [year, month, day] = given.slice(0, 10).split("-").map(Number);
  return day! <= new Date(Date.UTC(year!, month!, 0)).getUTCDate();
};

/** Reads a time as .NET does: in UTC if it has no zone, in units of 100 ns, and written without trailing zeros. */
const dateTimeFrom = (given: string): string | undefined => {
  if (!isDateTime(given)) return undefined;
  const [, date, fraction = "", zone = "Z"] = /^(.{16}(?::\d\d)?)(?:\.(\d+))?(\D.*)?$/.exec(given) ?? [];
  const seconds = new Date(`${date}${zone}`).toISOString().slice(0, 19);
  const digits = fraction.slice(0, 7).replace(/0+$/, "");
  return digits === "" ? `${seconds}Z` : `${seconds}.${digits}Z`;
};

const durationFrom = (given: string): string | undefined => {
  const ticks = ticksOf(given);
  return ticks === undefined ? undefined : formatTicks(ticks);
};

const kinds: Record<string, Kind> = {
  string: { edm: "Edm.String", read: text((given) => given) },
  boolean: { edm: "Edm.Boolean", read: booleanFrom },
  int32: { edm: "Edm.Int32", read: integerWithin(2 ** 31) },
  int64: { edm: "Edm.Int64", read: integerWithin(2 ** 63) },
  integer: { edm: "Edm.Int32", read: integerWithin(2 ** 31) },
  number: {
    edm: "Edm.Double",
    read: (value) => numberFrom(value, /^\s*[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/),
  },
  "date-time": { edm: "Edm.DateTime", read: text(dateTimeFrom) },
  duration: { edm: "Edm.Time", read: text(durationFrom) },
};

const withinLimits = (schema: Schema, value: string | number | boolean): Reading => {
  if (schema.enum !== undefined) return oneOf(schema.enum, String(value));
  const reason =
    typeof value === "number"
      ? numberProblem(schema, value)
      : typeof value === "string"
        ? textProblem(schema, value)
        : undefined;
  return reason === undefined ? { value } : { code: "InvalidPropertyValue", reason };
};

const oneOf = (allowed: readonly string[], value: string): Reading => {
  const found = allowed.find((each) => each.toLowerCase() === value.toLowerCase());
  if (found !== undefined) return { value: found };
  return { code: "InvalidPropertyValue", reason: `The value must be one of: ${allowed.join(", ")}` };
};

const numberProblem = ({ minimum, maximum, not }: Schema, value: number): string | undefined => {
  if (not?.const === value) return `The value must not be ${value}`;
  if ((minimum ?? value) > value || (maximum ?? value) < value) return rangeText(minimum, maximum);
  return undefined;
};

const textProblem = (schema: Schema, value: string): string | undefined => {
  const { pattern, minLength, maxLength, formatMinimum, formatMaximum } = schema;
  // Azure counts Unicode characters, of which a text has at most as many as UTF-16 units.
  if (maxLength !== undefined && value.length > maxLength && [...value].length > maxLength)
    return `The value must not be longer than ${maxLength} characters`;
  if (value.length < (minLength ?? 0)) return `The value must be at least ${minLength} characters long`;
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value))
    return `The value must match ${pattern}`;
  const ticks = schema.format === "duration" ? ticksOf(value)! : 0n;
  const isShort = formatMinimum !== undefined && ticks < ticksOf(formatMinimum)!;
  const isLong = formatMaximum !== undefined && ticks > ticksOf(formatMaximum)!;
  return isShort || isLong ? rangeText(formatMinimum, formatMaximum) : undefined;
};

const rangeText = (minimum: string | number | undefined, maximum: string | number | undefined): string => {
  if (maximum === undefined) return `The value must be at least ${minimum}`;
  return minimum === undefined
    ? `The value must be at most ${maximum}`
    : `The value must be between ${minimum} and ${maximum}`;
};
