import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { packReport } from "../../../browser/contract/pack-report.ts";
import type { ReportData } from "../../../browser/contract/report-data.ts";
import { readPayload, unpackReport } from "../../../browser/contract/unpack-report.ts";
import { packable } from "../../helpers/packable.ts";
import { sampleReport } from "./sample-report.ts";

const pack = (report: ReportData): Buffer => Buffer.concat([...packReport(packable(report))]);

describe("a packed report", () => {
  for (const count of [0, 1, 999, 1000, 2500])
    it(`has the same facts after unpacking, with ${count} tasks`, () => {
      const report = sampleReport(count);
      assert.deepEqual(unpackReport(pack(report)), report);
    });

  it("keeps unknown times, long runs and large numbers", () => {
    const { tasks, ...report } = sampleReport(3);
    const days = 86_400_000;
    const odd = {
      ...report,
      tasks: {
        ...tasks,
        queued: Float64Array.of(-1, 0, 179 * days),
        started: Float64Array.of(-1, -1, 179 * days + 1),
        programStarted: Float64Array.of(-1, 5, -1),
        ended: Float64Array.of(-1, 7, 180 * days),
        node: Int32Array.of(-1, 0, -1),
        slot: Uint16Array.of(0, 65_535, 1),
        cpuMs: Uint32Array.of(0, 2 ** 32 - 1, 1),
      },
    };
    assert.deepEqual(unpackReport(pack(odd)), odd);
  });

  it("keeps every name, whatever its characters", () => {
    const { tasks, results, ...report } = sampleReport(6);
    const names = ["</script>", "\u2028\u2029\0", "\ud800", "a\nb\t\"'\\", "naïve 😀", ""];
    const odd = {
      ...report,
      tasks: { ...tasks, ids: [...names.slice(0, 5), "x-0123456789abcdef"], labels: names },
      results: { columns: ["</script>", ""], rows: names.map((name, i) => [i, [name, ""]] as const) },
    };
    assert.deepEqual(unpackReport(pack(odd)), odd);
  });

  it("is read from the text of an element", async () => {
    const report = sampleReport(20);
    assert.deepEqual(await readPayload(`\n${gzipSync(pack(report)).toString("base64")}\n`), report);
  });

  it("needs less than 4.6 MB for 100,000 tasks with a results table, names and times", () => {
    const text = gzipSync(pack(sampleReport(100_000))).toString("base64");
    assert(text.length < 4_600_000, `${text.length} bytes`);
  });
});
