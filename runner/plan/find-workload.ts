import { closest, distance } from "fastest-levenshtein";
import type { Workload } from "../../task/workload.ts";
import { usageError } from "../errors.ts";
import { checkWorkload } from "./check-fields.ts";

type Workloads = Readonly<Record<string, Workload>>;

/** Undefined: this checkout does not have it. */
export const workloadNamed = (name: string, workloads: Workloads): Workload | undefined =>
  Object.hasOwn(workloads, name) ? workloads[name] : undefined;

/** The workload, or an error that names the nearest one. */
export const findWorkload = (name: string, workloads: Workloads): Workload => {
  const found = workloadNamed(name, workloads);
  if (found !== undefined) {
    checkWorkload(name, found);
    return found;
  }
  const names = Object.keys(workloads);
  const near = closest(name, names);
  const guess =
    distance(name, near) <= 2
      ? `; did you mean ${near}?`
      : ": task/index.ts has no line for it; npm run new makes one";
  throw usageError(`there is no workload "${name}"${guess}`, `Workloads: ${names.join(", ")}`);
};
