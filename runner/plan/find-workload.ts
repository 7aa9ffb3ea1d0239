import { closest } from "fastest-levenshtein";
import type { Workload } from "../../task/workload.ts";
import { usageError } from "../errors.ts";

export const findWorkload = (name: string, workloads: Readonly<Record<string, Workload>>): Workload => {
  const found = Object.hasOwn(workloads, name) ? workloads[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(workloads);
  throw usageError(
    `there is no workload "${name}"; did you mean ${closest(name, names)}?`,
    `Workloads: ${names.join(", ")}`,
  );
};
