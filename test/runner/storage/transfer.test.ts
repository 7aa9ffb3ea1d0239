import assert from "node:assert/strict";
import { type Transfer, transferMeter } from "../../../runner/storage/transfer.ts";
import { fakeClock } from "../fakes.ts";

const megabyte = 1_000_000;

const metered = (totalBytes?: number) => {
  const clock = fakeClock();
  const seen: Transfer[] = [];
  const meter = transferMeter({ clock, totalBytes, onProgress: (transfer) => void seen.push(transfer) });
  const wait = (seconds: number) => clock.sleep(seconds * 1000, new AbortController().signal);
  return { meter, seen, wait };
};

describe("transferMeter", () => {
  it("adds up concurrent parts, with rate and time left", async () => {
    const { meter, seen, wait } = metered(100 * megabyte);
    const [a, b] = [meter.part(), meter.part()];
    for (let second = 1; second <= 4; second++) {
      await wait(1);
      a(second * megabyte);
      b(second * 2 * megabyte);
    }
    await wait(1);
    a(8 * megabyte);
    assert.deepEqual(seen.at(-1), {
      ...{ bytes: 16 * megabyte, totalBytes: 100 * megabyte },
      ...{ bytesPerSecond: 3_200_000, leftMs: 26_250 },
    });
  });

  it("reports at most twice a second, and nothing in the first half second", async () => {
    const { meter, seen, wait } = metered();
    const part = meter.part();
    for (let i = 1; i <= 100; i++) {
      part(i);
      await wait(0.05);
    }
    assert(seen.length >= 8 && seen.length <= 10, `${seen.length}`);
    assert.equal(seen[0]?.bytes, 11);
  });

  it("counts no byte twice if a part is sent again, and never returns a negative rate", async () => {
    const { meter, seen, wait } = metered(10 * megabyte);
    const part = meter.part();
    await wait(2);
    part(8 * megabyte);
    await wait(2);
    part(0);
    assert.deepEqual(seen.at(-1), {
      ...{ bytes: 0, totalBytes: 10 * megabyte, bytesPerSecond: 0 },
    });
    await wait(2);
    part(10 * megabyte);
    assert.equal(seen.at(-1)?.bytes, 10 * megabyte);
  });

  it("measures the rate of the last ten seconds", async () => {
    const { meter, seen, wait } = metered();
    const part = meter.part();
    for (let second = 1; second <= 60; second++) {
      await wait(1);
      part(second <= 30 ? second * megabyte : (30 + (second - 30) * 5) * megabyte);
    }
    assert.equal(seen.at(-1)?.bytesPerSecond, 5 * megabyte);
  });

  it("leaves out what storage already has", async () => {
    const { meter, seen, wait } = metered(10 * megabyte);
    meter.skip(4 * megabyte);
    await wait(1);
    meter.part()(3 * megabyte);
    assert.deepEqual(seen, [
      { bytes: 3 * megabyte, totalBytes: 6 * megabyte, bytesPerSecond: 3 * megabyte, leftMs: 1000 },
    ]);
  });
});
