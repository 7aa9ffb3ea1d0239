import assert from "node:assert/strict";
import { byFolder, product, range } from "../../task/sweep.ts";
import { assertSnapshot } from "../helpers/snapshot.ts";

/** Arguments of ranges that never reach their end. */
const endless: readonly (readonly [from: number, to: number, step: number])[] = [
  [0, 1, 0],
  [0, 1, -1],
  [1, 0, 1],
  [1, 1, 0],
  [0, Number.POSITIVE_INFINITY, 1],
  [0, 1, Number.NaN],
];

const list = range(1, 1000);

const tooLarge: Readonly<Record<string, { sweep: () => readonly unknown[]; values: readonly string[] }>> = {
  "a product of ten million points": {
    sweep: () => product({ x: list, y: list, z: range(1, 10) }),
    values: ["1000 of x", "1000 of y", "10 of z", "10,000,000", "1,000,000"],
  },
  "a product of one point more than a million": {
    sweep: () => product({ x: range(1, 101), y: range(1, 9901) }),
    values: ["101 of x", "9901 of y", "1,000,001"],
  },
  "a range of a billion points": {
    sweep: () => range(0, 1e9),
    values: ["range(0, 1000000000, 1)", "1,000,000,001"],
  },
};

describe("sweep helpers", () => {
  it("returns both ends, without rounding errors", () => {
    assert.deepEqual(range(0, 1, 0.1), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    assert.deepEqual(range(-1, 1), [-1, 0, 1]);
    assert.deepEqual(range(3, 1, -1), [3, 2, 1]);
    assert.deepEqual(range(0, 1, 0.4), [0, 0.4, 0.8]);
    assert.deepEqual(range(1e-7, 3e-7, 1e-7), [1e-7, 2e-7, 3e-7]);
    assert.deepEqual(range(5, 5, 2), [5]);
    assert.deepEqual(range(5, 5, -2), [5]);
    assert.deepEqual(range(0.25, 1, 0.5), [0.25, 0.75]);
    assert.equal(range(0, 0.3, 0.1).at(-1), 0.3);
    assert.equal(range(1e21, 1e21 + 1e6, 1e6)[0], 1e21);
  });

  for (const [from, to, step] of endless)
    it(`refuses range(${from}, ${to}, ${step}) and names the call`, () =>
      assert.throws(
        () => range(from, to, step),
        ({ message }: Error) => message.startsWith(`range(${from}, ${to}, ${step}): `),
      ));

  it("combines lists so that the last one varies fastest", () => {
    assert.deepEqual(product({ x: [1, 2], y: ["a", "b"] }), [
      { x: 1, y: "a" },
      { x: 1, y: "b" },
      { x: 2, y: "a" },
      { x: 2, y: "b" },
    ]);
    assert.deepEqual(product({ x: [1], none: [] }), []);
    assert.deepEqual(product({}), [{}]);
  });

  for (const [what, { sweep, values }] of Object.entries(tooLarge))
    it(`refuses ${what} and names its size`, () =>
      assert.throws(sweep, ({ message }: Error) => values.every((value) => message.includes(value))));

  it("accepts a million points", () => {
    assert.equal(range(1, 1e6).length, 1e6);
    assert.equal(product({ x: range(1, 1000), y: range(1, 1000) }).length, 1e6);
    assert.throws(() => range(0, 1e6), /1,000,001/);
  });

  it("prints what was expected and got", async () => {
    const ranges = endless.map((numbers) => () => range(...numbers));
    const sweeps = Object.values(tooLarge).map(({ sweep }) => sweep);
    const messages = [...ranges, ...sweeps].map((sweep) => {
      try {
        return assert.fail(`expected an error, got ${sweep().length} points`);
      } catch (error) {
        return error instanceof Error ? error.message : assert.fail(String(error));
      }
    });
    await assertSnapshot("task/sweep", messages.join("\n"));
  });

  it("groups files by folder", () => {
    const files = ["a/1", "a/2", "b/c/3", "4"].map((name) => ({ name }));
    assert.deepEqual(
      Array.from(byFolder(files), ([folder, inside]) => [folder, inside.length]),
      [
        ["a", 2],
        ["b/c", 1],
        ["", 1],
      ],
    );
  });
});
