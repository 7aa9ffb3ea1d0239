import assert from "node:assert/strict";
import { parseUsage } from "../../../runner/results/usage-record.ts";

const record = `memory 4000000
cores 0-3,6
start 1700000000000
0m0.010s 0m0.002s
0m1.000s 0m0.500s
peak 1000
peak 1100000
end 1700000010000 75
0m0.011s 0m0.002s
1m2.000s 0m1.500s
start 1700000010005
0m0.012s 0m0.002s
1m2,100s 0m1,500s
end 1700000012000 0
0m0.012s 0m0.002s
1m3,100s 0m1,750s
`;

describe("results/usage-record", () => {
  it("reads attempts and resources", () => {
    assert.deepEqual(parseUsage(record), {
      attempts: [
        { startMs: 1_700_000_000_000, endMs: 1_700_000_010_000, exitCode: 75 },
        { startMs: 1_700_000_010_005, endMs: 1_700_000_012_000, exitCode: 0 },
      ],
      usage: { peakBytes: 1_126_400_000, cpuSeconds: 63.25, nodeBytes: 4_096_000_000, nodeCores: 5 },
    });
  });

  it("reads a record that ends anywhere", () => {
    for (let length = 0; length < record.length; length++) {
      const { attempts, usage } = parseUsage(record.slice(0, length));
      assert(attempts.every(({ endMs, exitCode }) => (endMs === undefined) === (exitCode === undefined)));
      assert((usage.cpuSeconds ?? 0) >= 0);
    }
  });

  it("ignores what the program may have written", () => {
    const nothing = {
      peakBytes: undefined,
      cpuSeconds: undefined,
      nodeBytes: undefined,
      nodeCores: undefined,
    };
    for (const text of [
      "",
      "\0\n",
      "start x\nend 1 2\npeak -1\nmemory 0\ncores 1-x\n",
      "end 1700000000000 0",
    ])
      assert.deepEqual(parseUsage(text), { attempts: [], usage: nothing }, text);
  });
});
