// A workload imports these from "azbatch".
export { type CsvOptions, csvRows } from "./csv.ts";
export {
  fill,
  fillArgument,
  fillName,
  fillPath,
  fillPattern,
  inputsByPath,
  type RowValues,
  rowValues,
  type TaskValues,
} from "./fill.ts";
export { jsonRows } from "./json-rows.ts";
export { type Merge, mergeOf } from "./merge.ts";
export { byFolder, product, range } from "./sweep.ts";
export {
  defineWorkload,
  type InputFile,
  matching,
  type OutputPattern,
  outputOf,
  type PlanInput,
  type Retries,
  type Row,
  type StoredInputs,
  stored,
  type TaskOutput,
  type TaskPlan,
  type Workload,
} from "./workload.ts";
