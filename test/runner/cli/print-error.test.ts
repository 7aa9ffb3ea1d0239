import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { ServiceError } from "../../../runner/azure/service-error.ts";
import { printError } from "../../../runner/cli/print-error.ts";
import type { CommandContext } from "../../../runner/command-context.ts";
import { environmentError, RunnerError, usageError } from "../../../runner/errors.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";

const printed = (error: unknown): { readonly exitCode: number; readonly text: string } => {
  const stderr = new PassThrough({ encoding: "utf8" });
  const { signal } = new AbortController();
  const context = { terminal: { stderr }, signal } as unknown as CommandContext;
  return { exitCode: printError(error, context), text: stderr.read() };
};

const unreached = (address: string) =>
  new ServiceError({ code: "ECONNREFUSED", message: `connect ECONNREFUSED ${address}:443` });
const refused = (code: string, status: number) => new ServiceError({ code, message: "no", status });
const diskFull = Object.assign(new Error("ENOSPC: no space left on device, write"), {
  code: "ENOSPC",
  syscall: "write",
});

const errors: Readonly<Record<string, readonly [error: unknown, exitCode: number]>> = {
  "a usage error": [usageError("InvalidJobId", "expected the id of a job", "Run npx azbatch status"), 2],
  "an environment error": [environmentError("SignInFailed", "can't sign in", "az login"), 3],
  "an interruption": [new RunnerError({ kind: "interrupted", code: "Interrupted", message: "Stopped" }), 130],
  "a time limit": [new RunnerError({ kind: "timeout", code: "RunTimedOut", message: "not finished" }), 4],
  "an address on Azure that doesn't answer": [unreached("10.0.0.1"), 3],
  "an address on this machine that doesn't answer": [unreached("127.0.0.1"), 3],
  "a refused key": [refused("AuthenticationFailed", 403), 3],
  "a refused token": [refused("InvalidAuthenticationInfo", 401), 3],
  "a quota": [refused("ActiveJobQuotaReached", 409), 3],
  "a request that Azure refuses": [refused("InvalidPropertyValue", 400), 1],
  "a full disk": [diskFull, 3],
};

describe("printError", () => {
  for (const [title, [error, exitCode]] of Object.entries(errors))
    it(`exits with ${exitCode} for ${title}`, () => assert.equal(printed(error).exitCode, exitCode));

  it("exits with 1 and prints the stack for a bug", () => {
    const { exitCode, text } = printed(new TypeError("x is not a function"));
    assert.equal(exitCode, 1);
    assert.match(text, /TypeError: x is not a function\n +at /);
  });

  it("suggests to start the local cloud only if the address is on this machine", () => {
    assert.match(printed(unreached("127.0.0.1")).text, /npx azbatch local\n$/);
    assert.doesNotMatch(printed(unreached("10.0.0.1")).text, /npx azbatch local/);
  });

  it("prints the lines of the snapshot", () =>
    assertSnapshot(
      "errors/kinds",
      Object.entries(errors)
        .map(([title, [error]]) => `# ${title}\n${printed(error).text}`)
        .join("\n"),
    ));
});
