import { invalidProperty, missingProperty } from "../../protocol/errors.ts";

const id = /^[A-Za-z0-9_-]{1,64}$/;

/** The id of a pool, job, job schedule or task that is being added; refuses what Azure refuses, so an id is a safe file name. */
export const checkId = (value: unknown): string => {
  if (value === undefined || value === null) throw missingProperty("id");
  if (typeof value === "string" && id.test(value)) return value;
  throw invalidProperty(
    "id",
    value,
    "The id can contain any combination of alphanumeric characters including hyphens and underscores, and cannot contain more than 64 characters.",
  );
};
