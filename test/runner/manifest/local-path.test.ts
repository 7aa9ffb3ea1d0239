import assert from "node:assert/strict";
import { sep } from "node:path";
import { localPath } from "../../../runner/manifest/local-path.ts";

const onWindows = (path: string): string => localPath(path, "win32").replaceAll(sep, "/");

describe("manifest/local-path", () => {
  it("returns the same path on other systems than Windows", () =>
    assert.equal(localPath("a:b/con/what?. ", "linux"), "a:b/con/what?. "));

  for (const [path, expected] of [
    ["plain/a b.txt", "plain/a b.txt"],
    ['a:b/"c"|<d>?*', "a%3Ab/%22c%22%7C%3Cd%3E%3F%2A"],
    ["dots../end. .", "dots%2E%2E/end%2E%20%2E"],
    ["con/AUX.txt/com1.a/console/lpt10", "%63on/%41UX.txt/%63om1.a/console/lpt10"],
    ["acon/xnul.txt/Com¹/lpt1/LPT9.x/nul", "acon/xnul.txt/%43om¹/%6Cpt1/%4CPT9.x/%6Eul"],
    ["100%", "100%25"],
  ] as const) {
    it(`encodes ${path} on Windows`, () => assert.equal(onWindows(path), expected));
  }

  it("encodes paths so that they can be decoded", () => {
    const paths = ["a:b", "a%3Ab", "con", "%63on", "x.", "x%2E", "nul.txt"];
    assert.deepEqual(
      paths.map((path) => decodeURIComponent(onWindows(path))),
      paths,
    );
  });
});
