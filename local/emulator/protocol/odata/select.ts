import { invalidQuery } from "../errors.ts";

/** Returns a function that keeps the top-level properties that `$select` names, or all if it is absent. */
export const select = (text: string | undefined): (<T extends object>(resource: T) => object) => {
  if (text === undefined || text.trim() === "") return (resource) => resource;
  const names = text.split(",").map((name) => name.trim());
  const bad = names.find((name) => !/^[A-Za-z][A-Za-z0-9]*$/.test(name));
  if (bad !== undefined) throw invalidQuery("$select", text, `Expected names of properties, got '${bad}'.`);
  const wanted = new Set(names);
  return (resource) => Object.fromEntries(Object.entries(resource).filter(([name]) => wanted.has(name)));
};
