import assert from "node:assert/strict";
import { briefCauses, groupFailures } from "../../../runner/results/failure-groups.ts";
import { completedOutcome, type TaskOutcome } from "../../../runner/results/outcome.ts";
import { completed, manifestOf } from "../fakes.ts";

const { tasks } = manifestOf(9);
const failed = (i: number, exitCode: number, stderr: string[]): TaskOutcome => ({
  ...completedOutcome(tasks[i]!, completed(`t-${i}`, { exitCode }), {}),
  files: [],
  stderr,
});

const trace = (message: string) => [
  "file:///x/main.ts:12",
  "  throw new Error(…)",
  `Error: ${message}`,
  "    at main.ts:12",
  "Node.js v24.21.0",
];

/** Expects the sample's exit code, the line of its logs after its failure, the count and the sample's id of each group. */
const groups =
  (outcomes: TaskOutcome[], expected: [exitCode: number, line: string, count: number, sample: string][]) =>
  () =>
    assert.deepEqual(
      groupFailures(outcomes).map(({ cause, count, sample }) => {
        const { exitCode, failure = "no failure" } = sample;
        assert(cause.startsWith(failure), cause);
        return [exitCode, cause.slice(failure.length).replace(/^: /, ""), count, sample.taskId];
      }),
      expected,
    );

describe("failure groups", () => {
  it("returns no group if nothing failed", groups([failed(0, 0, [])], []));
  it(
    "takes the line that names the error, not the last line of a trace",
    groups([failed(0, 1, trace("no text"))], [[1, "Error: no text", 1, "t-0"]]),
  );
  it(
    "takes the last line if none names an error",
    groups([failed(0, 2, ["a", "grep: in-0.txt"])], [[2, "grep: in-0.txt", 1, "t-0"]]),
  );
  it(
    "takes the program's last line, not the task script's line about an attempt",
    groups(
      [
        failed(0, 75, [
          "busy",
          "attempt 1 of 2 ended with exit code 75",
          "busy",
          "attempt 2 of 2 ended with exit code 75",
        ]),
      ],
      [[75, "busy", 1, "t-0"]],
    ),
  );
  it("takes the failure only if there is no stderr", groups([failed(0, 137, [])], [[137, "", 1, "t-0"]]));
  it(
    "groups tasks that ran in different folders",
    groups(
      [
        failed(0, 1, ["/nodes/ab3/wd/tool.py: no such row"]),
        failed(1, 1, ["/nodes/f7/wd/tool.py: no such row"]),
      ],
      [[1, "/nodes/ab3/wd/tool.py: no such row", 2, "t-0"]],
    ),
  );
  it(
    "groups tasks whose lines differ in names, numbers and quoted text",
    groups(
      [failed(0, 1, trace('in-0.txt: 12 "a"')), failed(1, 1, trace('in-1.txt: 7 "bc"'))],
      [[1, 'Error: in-0.txt: 12 "a"', 2, "t-0"]],
    ),
  );
  it(
    "separates exit codes, the most frequent first",
    groups(
      [failed(0, 1, []), failed(1, 2, []), failed(2, 2, [])],
      [
        [2, "", 2, "t-1"],
        [1, "", 1, "t-0"],
      ],
    ),
  );
  const of = (i: number, fields: Partial<TaskOutcome>): TaskOutcome => ({
    ...failed(i, 1, ["x"]),
    ...fields,
  });
  it(
    "separates categories and codes, even with the same stderr",
    groups(
      [
        of(0, { category: "UserError", code: "BlobNotFound", failure: "BlobNotFound: gone" }),
        of(1, { category: "UserError", code: "OutputMissing", failure: "no in-1.txt.out in storage" }),
        of(2, { category: "UserError", code: "OutputMissing", failure: "no in-2.txt.out in storage" }),
      ],
      [
        [1, "x", 2, "t-1"],
        [1, "x", 1, "t-0"],
      ],
    ),
  );

  it("separates 1000 causes and groups further ones by their code", () => {
    const letters = (i: number): string =>
      String(i).replace(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)));
    const many = Array.from({ length: 3000 }, (_, i) => of(0, { stderr: [`Error: ${letters(i)}`] }));
    const found = groupFailures(many);
    assert.equal(found.length, 1001);
    assert.deepEqual([found[0]?.count, found[0]?.cause], [2000, found[0]?.sample.failure]);
  });
});

describe("failure groups: brief causes", () => {
  const causes = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      cause: `cause\n  ${i}`,
      count: i + 1,
      sample: failed(i % 9, 1, []),
    }));

  it("return no line without groups", () => assert.deepEqual(briefCauses([]), []));

  it("take a line each, with the count and a sample's id", () => {
    assert.deepEqual(briefCauses(causes(2)).slice(1), ["  1 × cause 0 (t-0)", "  2 × cause 1 (t-1)"]);
  });

  it("list 20, and count further ones with where they are", () => {
    assert.equal(briefCauses(causes(20), ": see report").length, 21);
    const lines = briefCauses(causes(21), ": see report");
    assert.equal(lines.length, 22);
    assert.match(lines.at(-1) ?? "", /\b1 other cause: see report$/);
    assert.match(briefCauses(causes(22)).at(-1) ?? "", /\b2 other causes$/);
  });
});
