import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../runner/cache-folder.ts";

describe("cacheFolder", () => {
  it("is in XDG_CACHE_HOME if that is absolute, else in .cache of the home folder", () => {
    const ofHome = "/home/u/.cache/azbatch/x";
    assert.equal(cacheFolder("x", { HOME: "/home/u" }), ofHome);
    assert.equal(cacheFolder("x", { HOME: "/home/u", XDG_CACHE_HOME: "relative" }), ofHome);
    assert.equal(cacheFolder("x", { HOME: "/home/u", XDG_CACHE_HOME: "/cache" }), "/cache/azbatch/x");
    assert.equal(cacheFolder("x", {}), join(homedir(), ".cache/azbatch/x"));
  });
});
