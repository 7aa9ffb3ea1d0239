import { type Filter, parseFilter, type Test } from "../../protocol/odata/filter.ts";
import type { Condition } from "../documents.ts";
import { taskProperties } from "./properties.ts";
import { conditionOf } from "./sql.ts";

/** A condition and an order with which an index finds a page of tasks, without reading all tasks of the job. */
interface TaskFilter {
  readonly where?: Condition;
  /** `change` if the filter asks for tasks that changed after a time. */
  readonly order: "id" | "change";
}

/** Returns the condition of a `$filter` of tasks, with the conditions that follow from it and that an index can use. */
export const taskFilter = (text: string | undefined): TaskFilter => {
  const filter = parseFilter(text);
  if (filter === undefined) return { order: "id" };
  const asked = conditionOf(filter, taskProperties);
  const tests = conjunctsOf(filter.root);
  // A task's other times are never later than its last transition.
  const since = Math.max(...tests.map(changedSince));
  const isLate = since !== Number.NEGATIVE_INFINITY;
  const implied = [
    ...(isLate ? ["changed >= ?"] : []),
    ...(tests.some(isFailure(tests)) ? ["result = 'failure'"] : []),
  ];
  return {
    where: {
      sql: [...implied, `(${asked.sql})`].join(" AND "),
      values: [...(isLate ? [since] : []), ...asked.values],
    },
    order: isLate ? "change" : "id",
  };
};

/** Returns the tests that all have to hold. */
const conjunctsOf = (filter: Filter): Test[] => {
  if (!("left" in filter)) return [filter];
  return filter.op === "and" ? [...conjunctsOf(filter.left), ...conjunctsOf(filter.right)] : [];
};

const transitions = new Set([
  "stateTransitionTime",
  "creationTime",
  "executionInfo/startTime",
  "executionInfo/endTime",
]);

const changedSince = ({ property, op, value }: Test): number =>
  transitions.has(property) && /^(g[te]|eq)$/.test(op) && value.kind === "time"
    ? value.value
    : Number.NEGATIVE_INFINITY;

/** Returns whether only failed tasks pass a test. `ne 0` also passes tasks without an exit code, unless they are completed. */
const isFailure =
  (tests: readonly Test[]) =>
  ({ property, op, value: { value } }: Test): boolean => {
    if (property !== "executionInfo/exitCode" || typeof value !== "number") return false;
    if (op === "ne") return value === 0 && tests.some(isCompleted);
    if (op === "eq") return value !== 0;
    return (
      (op === "gt" && value >= 0) ||
      (op === "ge" && value > 0) ||
      (op === "lt" && value <= 0) ||
      (op === "le" && value < 0)
    );
  };

const isCompleted = ({ property, op, value }: Test): boolean =>
  property === "state" && op === "eq" && String(value.value).toLowerCase() === "completed";
