import assert from "node:assert/strict";
import { isWithin, publicRange } from "../../infra/ip-range.ts";

const number = (a: number, b: number, c: number, d: number): number => ((a * 256 + b) * 256 + c) * 256 + d;

describe("publicRange", () => {
  it("is one address, or all that begin alike", () => {
    const address = number(200, 30, 40, 50);
    assert.deepEqual(publicRange("200.30.40.50"), { text: "200.30.40.50", first: address, last: address });
    assert.deepEqual(publicRange("200.30.0.0/15"), {
      text: "200.30.0.0/15",
      first: number(200, 30, 0, 0),
      last: number(200, 31, 255, 255),
    });
  });

  const taken = ["9.255.255.255", "11.0.0.0/8", "172.32.0.0/11", "100.0.0.0/10", "20.30.40.48/30"];
  for (const text of taken) it(`takes ${text}`, () => assert.equal(publicRange(text)?.text, text));

  const refused = {
    "which is private": ["10.1.2.3", "172.16.0.0/12", "172.31.255.255", "192.168.1.0/24"],
    "in which some are private": ["0.0.0.0/0", "8.0.0.0/5", "172.0.0.0/8", "192.0.0.0/4"],
    "which the internet does not have": [
      "127.0.0.1",
      "169.254.1.1",
      "100.64.0.1",
      "224.0.0.1",
      "255.255.255.255",
    ],
    "which is an example": ["192.0.2.1", "198.51.100.0/24", "203.0.113.7"],
    "which is smaller than storage takes": ["20.30.40.50/32", "20.30.40.50/31"],
    "which begins in its middle": ["20.30.40.5/24", "20.30.40.2/30"],
    "which is none": [
      "",
      "20.30.40",
      "20.30.40.256",
      "020.30.40.50",
      "20.30.40.0/33",
      "20.30.40.0/",
      "::1",
      " 20.30.40.50",
    ],
  };
  for (const [why, texts] of Object.entries(refused))
    it(`takes none ${why}`, () => {
      for (const text of texts) assert.equal(publicRange(text), undefined, text);
    });
});

describe("isWithin", () => {
  it("finds a range in a larger one, and in itself", () => {
    const [address, range] = [publicRange("20.30.40.255")!, publicRange("20.30.40.0/24")!];
    assert(isWithin(address, range) && isWithin(range, range));
    assert(!isWithin(range, address) && !isWithin(publicRange("20.30.41.0")!, range));
  });
});
