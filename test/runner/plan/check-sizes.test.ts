import assert from "node:assert/strict";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import { checkSizes } from "../../../runner/plan/check-sizes.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";

const program = { workload: "w", codeSha256: "0", command: "true" };
const task: ManifestTask = { id: "t", inputs: [], args: [], outputs: ["out.txt"] };

const accepts = (changes: Partial<ManifestTask>) => () => checkSizes({ ...task, ...changes }, program);

const refuses =
  (changes: Partial<ManifestTask>, ...expected: Parameters<typeof isUsageError>) =>
  () =>
    assert.throws(() => checkSizes({ ...task, ...changes }, program), isUsageError(...expected));

const x = (length: number): string => "x".repeat(length);

describe("plan/check-sizes", () => {
  it(
    "accepts an argument and a variable of Linux's limit",
    accepts({ args: [x(131_071)], env: { A: x(131_069) } }),
  );
  it(
    "accepts 20,000 names as arguments",
    accepts({ args: Array.from({ length: 20_000 }, (_, i) => `${i}`.padEnd(80, "n")) }),
  );
  // Each argument takes 9 bytes besides its text.
  const together = (last: number) => [...Array.from({ length: 19 }, () => x(100_000)), x(last)];
  it(
    "accepts arguments and variables of Linux's limit for all together",
    accepts({ args: together(65_900) }),
  );
  it(
    "refuses one byte more than Linux's limit for all together",
    refuses({ args: together(65_901) }, "ArgumentsTooLarge", "1966080", "1966081"),
  );
  it("accepts a long command", accepts({ command: x(120_000) }));

  it(
    "refuses an argument beyond the limit",
    refuses({ args: ["a", x(131_072)] }, "ArgumentTooLarge", "argument 2", '"t"', "131072"),
  );
  it(
    "counts bytes rather than characters",
    refuses({ args: ["ä".repeat(65_536)] }, "ArgumentTooLarge", "argument 1", "131073"),
  );
  it(
    "refuses a variable beyond the limit",
    refuses({ env: { A: x(131_070) } }, "VariableTooLarge", "A", '"t"'),
  );
  it(
    "refuses arguments beyond Linux's limit for all together",
    refuses({ args: Array.from({ length: 20 }, () => x(100_000)) }, "ArgumentsTooLarge", '"t"'),
  );
  it(
    "refuses variables that don't fit into a request",
    refuses(
      { env: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`V${i}`, x(100_000)])) },
      "RequestTooLarge",
      '"t"',
    ),
  );
  it("refuses a command beyond the limit", refuses({ command: x(131_000) }, "CommandTooLarge", '"t"'));
  it("refuses a NUL character", refuses({ args: ["a\0b"] }, "InvalidArgument", "argument 1", "NUL"));
  it(
    "refuses a lone surrogate",
    refuses({ args: ["😀".slice(0, 1)] }, "InvalidArgument", "argument 1", "surrogate"),
  );
});
