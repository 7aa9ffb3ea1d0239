import assert from "node:assert/strict";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import { checkSizes } from "../../../runner/plan/check-sizes.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";

const program = { workload: "w", codeSha256: "0", command: "true" };
const task: ManifestTask = { id: "t", inputs: [], args: [], outputs: ["out.txt"] };

const fits = (changes: Partial<ManifestTask>) => () => checkSizes({ ...task, ...changes }, program);

const refuses =
  (changes: Partial<ManifestTask>, ...expected: Parameters<typeof isUsageError>) =>
  () =>
    assert.throws(() => checkSizes({ ...task, ...changes }, program), isUsageError(...expected));

const x = (length: number): string => "x".repeat(length);

describe("plan/check-sizes", () => {
  it(
    "takes the longest argument and variable that Linux takes",
    fits({ args: [x(131_071)], env: { A: x(131_069) } }),
  );
  it(
    "takes 20,000 names as arguments",
    fits({ args: Array.from({ length: 20_000 }, (_, i) => `${i}`.padEnd(80, "n")) }),
  );
  it("takes a long command", fits({ command: x(120_000) }));

  it(
    "refuses a longer argument",
    refuses({ args: ["a", x(131_072)] }, "ArgumentTooLarge", "argument 2", '"t"', "131072"),
  );
  it("counts bytes", refuses({ args: ["ä".repeat(65_536)] }, "ArgumentTooLarge", "argument 1", "131073"));
  it("refuses a longer variable", refuses({ env: { A: x(131_070) } }, "VariableTooLarge", "A", '"t"'));
  it(
    "refuses more than Linux takes together",
    refuses({ args: Array.from({ length: 20 }, () => x(100_000)) }, "ArgumentsTooLarge", '"t"'),
  );
  it(
    "refuses more variables than a request takes",
    refuses(
      { env: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`V${i}`, x(100_000)])) },
      "RequestTooLarge",
      '"t"',
    ),
  );
  it("refuses a longer command", refuses({ command: x(131_000) }, "CommandTooLarge", '"t"'));
  it("refuses a NUL", refuses({ args: ["a\0b"] }, "InvalidArgument", "argument 1", "NUL"));
  it(
    "refuses half of a character",
    refuses({ args: ["😀".slice(0, 1)] }, "InvalidArgument", "argument 1", "surrogate"),
  );
});
