// Checked by `npm run types`: each line after a `@ts-expect-error` is a mistake that the types refuse. It is never run.
import { csvRows } from "../../task/csv.ts";
import { byFolder, product, range } from "../../task/sweep.ts";
import {
  defineWorkload,
  type InputFile,
  matching,
  outputOf,
  pathInResults,
  type Row,
  stored,
  type TaskPlan,
  type Workload,
} from "../../task/workload.ts";

const base = { description: "", command: "true" };
const common = { timeout: "3m", outputs: ["a"] };
const misspelt = { timeout: "3m", output: ["a"] };
const table = new URL("./points.csv", import.meta.url);

// Workloads.
defineWorkload({ description: "", main: table, plan: () => [] }) satisfies Workload;
defineWorkload({ ...base, inputs: stored("input", "photos/"), plan: () => [] });
defineWorkload({ ...base, plan: () => [], row: (outputs): Row => [...outputs.values()] });
// @ts-expect-error: neither main nor command.
defineWorkload({ description: "", plan: () => [] });
// @ts-expect-error: both main and command.
defineWorkload({ ...base, main: table, plan: () => [] });
// @ts-expect-error: an unknown field of the workload.
defineWorkload({ ...base, input: "*.txt", plan: () => [] });
// @ts-expect-error: an unknown field of its retries.
defineWorkload({ ...base, retries: { max: 1, onn: [1] }, plan: () => [] });
// @ts-expect-error: a path instead of a URL.
defineWorkload({ ...base, files: ["./stats.py"], plan: () => [] });
// @ts-expect-error: stored() without a container.
defineWorkload({ ...base, inputs: stored(), plan: () => [] });
// @ts-expect-error: plan doesn't return a list.
defineWorkload({ ...base, plan: () => ({ outputs: ["a"] }) });
// @ts-expect-error: a row of numbers.
defineWorkload({ ...base, plan: () => [], row: () => [1] });

// Results that plan may return without an annotation.
defineWorkload({
  ...base,
  plan: ({ inputs, args }) =>
    inputs.map((file) => ({
      ...common,
      inputs: [file],
      args: [file.name, file.size, ...args],
      outputs: [`${file.name}.json`, "frames/", matching("*.log", { isOptional: true })],
      retries: { max: 2, on: [75] },
      ifFails: "continue",
    })),
});
defineWorkload({
  ...base,
  plan: function* ({ inputs }) {
    for (const file of inputs) yield { inputs: [file], ifFails: "stop", slots: 2 };
  },
});
defineWorkload({
  ...base,
  plan: ({ inputs }) => inputs.map((file) => (file.size > 1 ? { inputs: [file] } : { name: "small" })),
});
defineWorkload({
  ...base,
  plan: ({ inputs }) => inputs.flatMap((file) => (file.size > 1 ? [{ inputs: [file] }] : [])),
});
defineWorkload({
  ...base,
  plan: ({ inputs }) => Array.from(byFolder(inputs), ([name, files]) => ({ name, inputs: files })),
});
defineWorkload({
  ...base,
  plan: () => {
    const first: TaskPlan = { name: "a", outputs: ["x"] };
    const points = product({ x: range(1, 2), y: ["b", "c"] }).map(({ x, y }) => ({ name: y, args: [x, y] }));
    const last = {
      command: "cat",
      inputs: points.map((point) => outputOf(point, "x", pathInResults(point, "x"))),
      after: [first],
    };
    return new Set([first, ...points, last]);
  },
});
defineWorkload({
  ...base,
  plan: () => csvRows(table, { columns: ["rate"] }).map(({ rate }) => ({ name: rate, args: [rate] })),
});
defineWorkload({
  ...base,
  plan: () => {
    throw new Error("expected a STEP");
  },
});

// @ts-expect-error: an unknown field in a list.
defineWorkload({ ...base, plan: () => [{ name: "a", output: ["a"] }] });
// @ts-expect-error: and no other field.
defineWorkload({ ...base, plan: () => [{ output: ["a"] }] });
// @ts-expect-error: in one task of several.
defineWorkload({ ...base, plan: () => [{ outputs: ["a"] }, { name: "a", output: ["a"] }] });
// @ts-expect-error: in what a callback returns.
defineWorkload({ ...base, plan: ({ inputs }) => inputs.map((file) => ({ inputs: [file], output: [""] })) });
// @ts-expect-error: next to a spread object.
defineWorkload({ ...base, plan: ({ args }) => args.map((arg) => ({ ...common, arg: [arg] })) });
// @ts-expect-error: in the spread object.
defineWorkload({ ...base, plan: ({ args }) => args.map((arg) => ({ ...misspelt, args: [arg] })) });
// @ts-expect-error: in one branch of a callback.
defineWorkload({ ...base, plan: ({ args }) => args.map((arg) => (arg ? { args } : { args, time: "3m" })) });
// @ts-expect-error: in what flatMap returns.
defineWorkload({ ...base, plan: ({ args }) => args.flatMap((arg) => (arg ? [{ args, output: [""] }] : [])) });
// @ts-expect-error: in what Array.from returns.
defineWorkload({ ...base, plan: ({ args }) => Array.from(args, (name) => ({ name, output: [""] })) });
// @ts-expect-error: in a variable.
defineWorkload({ ...base, plan: () => [misspelt, common] });
// @ts-expect-error: among the points of a sweep with a merge.
defineWorkload({ ...base, plan: () => [{ name: "best", command: "" }, ...range(1, 3).map(point)] });
const point = (x: number) => ({ args: [x], output: ["loss.txt"] });
defineWorkload({
  ...base,
  // @ts-expect-error: in what a generator yields.
  *plan({ inputs }) {
    for (const file of inputs) yield { inputs: [file], output: [""] };
  },
});
// @ts-expect-error: in retries.
defineWorkload({ ...base, plan: ({ args }) => args.map(() => ({ args, retries: { max: 1, onn: [1] } })) });
// @ts-expect-error: another value than the two.
defineWorkload({ ...base, plan: ({ args }) => args.map(() => ({ args, ifFails: "retry" })) });
// @ts-expect-error: a number instead of a text.
defineWorkload({ ...base, plan: ({ inputs }) => inputs.map(({ size }) => ({ name: size })) });
// @ts-expect-error: a name instead of an input.
defineWorkload({ ...base, plan: ({ inputs }) => inputs.map(({ name }) => ({ inputs: [name] })) });
// @ts-expect-error: an argument that may be missing.
defineWorkload({ ...base, plan: ({ args }) => [{ args: [args[0]] }] });

// Helpers.
// @ts-expect-error: the task of an output by its name.
outputOf("first", "a.txt");
// @ts-expect-error: a task with an unknown field.
outputOf({ name: "first", output: ["a.txt"] }, "a.txt");
// @ts-expect-error: an unknown option.
matching("*.png", { optional: true });
// @ts-expect-error: a list instead of a prefix.
stored("input", ["a/"]);
// @ts-expect-error: a list of names.
byFolder(["a/b.txt"]);
byFolder([] as InputFile[]).get("a")?.[0]?.size satisfies number | undefined;
// @ts-expect-error: text instead of numbers.
range("1", "2");
product({ x: [1, 2], y: ["a"] }) satisfies { x: number; y: string }[];
// @ts-expect-error: a name that isn't among the lists.
product({ x: [1, 2] }).map(({ y }) => y);
// @ts-expect-error: a number without its list.
product({ x: 1 });
// @ts-expect-error: a path instead of a URL.
csvRows("./points.csv");
csvRows(table, { columns: ["rate", "depth"] }) satisfies { rate: string; depth: string }[];
csvRows(table).map(({ rate }) => rate satisfies string | undefined);
// @ts-expect-error: a column that isn't requested.
csvRows(table, { columns: ["rate"] }).map(({ depth }) => depth);
// @ts-expect-error: an unknown option.
csvRows(table, { column: ["rate"] });
