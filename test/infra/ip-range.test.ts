import assert from "node:assert/strict";
import { isWithin, publicRange } from "../../infra/ip-range.ts";

describe("publicRange", () => {
  it("parses a single address", () => {
    const range = publicRange("200.30.40.50");
    assert.deepEqual(
      [range?.text, range?.first.toString(), range?.prefixLength],
      ["200.30.40.50", "200.30.40.50", 32],
    );
  });

  it("parses a range", () => {
    const range = publicRange("200.30.0.0/15");
    assert.deepEqual(
      [range?.text, range?.first.toString(), range?.prefixLength],
      ["200.30.0.0/15", "200.30.0.0", 15],
    );
  });

  it("accepts the smallest range that storage accepts, and the addresses next to special ranges", () => {
    const accepted = [
      "20.30.40.48/30",
      "1.0.0.0",
      "9.255.255.255",
      "11.0.0.0/8",
      "100.63.255.255",
      "100.0.0.0/10",
      "100.128.0.0",
      "126.255.255.255",
      "128.0.0.0",
      "169.253.255.255",
      "169.255.0.0",
      "172.15.255.255",
      "172.32.0.0/11",
      "192.0.1.0",
      "192.0.3.0",
      "192.167.255.255",
      "192.169.0.0",
      "198.17.255.255",
      "198.20.0.0",
      "198.51.99.255",
      "198.51.101.0",
      "203.0.112.255",
      "203.0.114.0",
      "223.255.255.255",
    ];
    for (const text of accepted) assert.equal(publicRange(text)?.text, text);
  });

  const refused = {
    "private addresses": ["10.0.0.0", "10.255.255.255", "172.16.0.0/12", "172.31.255.255", "192.168.0.0/16"],
    "ranges that include private addresses": ["0.0.0.0/0", "8.0.0.0/5", "172.0.0.0/8", "192.0.0.0/4"],
    "addresses that the internet doesn't route": [
      "0.255.255.255",
      "127.0.0.1",
      "169.254.1.1",
      "100.64.0.0",
      "100.127.255.255",
      "192.0.0.1",
      "198.19.255.255",
      "224.0.0.0",
      "255.255.255.255",
    ],
    "addresses reserved for examples": ["192.0.2.1", "198.51.100.0/24", "203.0.113.7"],
    "ranges smaller than /30": ["20.30.40.50/32", "20.30.40.50/31"],
    "ranges that don't start at their first address": ["20.30.40.5/24", "20.30.40.2/30"],
    "anything but an IPv4 address or range": [
      "",
      "20.30.40",
      "20.30.40.256",
      "020.30.40.50",
      "0x14.30.40.50",
      "20.30.40.0/33",
      "20.30.40.0/",
      "20.30.40.0/024",
      "::1",
      "2001:db8::/32",
      " 20.30.40.50",
    ],
  };
  for (const [kind, texts] of Object.entries(refused))
    it(`refuses ${kind}`, () => {
      for (const text of texts) assert.equal(publicRange(text), undefined, text);
    });
});

describe("isWithin", () => {
  const [address, range, wider] = ["20.30.40.255", "20.30.40.0/24", "20.30.40.0/23"].map(
    (text) => publicRange(text)!,
  );

  it("includes a range in itself and in a wider one", () => {
    assert(isWithin(address!, range!) && isWithin(range!, range!) && isWithin(range!, wider!));
  });

  it("excludes a wider range and one next to it", () => {
    assert(!isWithin(range!, address!) && !isWithin(wider!, range!));
    for (const next of ["20.30.39.255", "20.30.41.0"]) assert(!isWithin(publicRange(next)!, range!));
  });
});
