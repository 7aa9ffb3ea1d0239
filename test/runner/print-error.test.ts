import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { ServiceError } from "../../runner/batch/service-error.ts";
import { printError } from "../../runner/print-error.ts";
import type { World } from "../../runner/world.ts";

const printed = (error: unknown): { readonly exitCode: number; readonly text: string } => {
  const stderr = new PassThrough({ encoding: "utf8" });
  const { signal } = new AbortController();
  const world = { terminal: { stderr }, signal } as unknown as World;
  return { exitCode: printError(error, world), text: stderr.read() };
};

const unreached = (address: string) =>
  new ServiceError({ code: "ECONNREFUSED", message: `connect ECONNREFUSED ${address}:443` });

describe("an address that doesn't answer", () => {
  it("is the environment's fault", () => assert.equal(printed(unreached("10.0.0.1")).exitCode, 3));

  it("is said to be the local cloud's if it is on this machine", () => {
    assert.match(printed(unreached("127.0.0.1")).text, /npm run local\n$/);
    assert.doesNotMatch(printed(unreached("10.0.0.1")).text, /npm run local/);
  });
});
