import assert from "node:assert/strict";
import { confirm } from "../../../runner/commands/confirm.ts";
import type { Connected } from "../../../runner/commands/with-session.ts";
import type { Terminal } from "../../../runner/terminal.ts";

interface Prompted {
  readonly prompts: string[];
  readonly isConfirmed: Promise<boolean>;
}

const confirmWith = (ask: Terminal["ask"], yes = false): Prompted => {
  const prompts: string[] = [];
  const { signal } = new AbortController();
  const asked: Terminal["ask"] =
    ask &&
    ((question, until) => {
      prompts.push(question);
      return ask(question, until);
    });
  const connected = { display: { pause: () => {} }, context: { terminal: { ask: asked }, signal } };
  return {
    prompts,
    isConfirmed: confirm({ question: "Remove?", yes }, connected as unknown as Connected),
  };
};

describe("confirm", () => {
  for (const [answer, expected] of [
    ["y", true],
    ["Y", true],
    [" yes ", true],
    ["", false],
    ["n", false],
    ["ay", false],
  ] as const)
    it(`returns ${expected} for "${answer}"`, async () =>
      assert.equal(await confirmWith(async () => answer).isConfirmed, expected));

  it("shows the question and that No is the default", async () => {
    const { prompts, isConfirmed } = confirmWith(async () => "y");
    await isConfirmed;
    assert.deepEqual(prompts, ["Remove? [y/N] "]);
  });

  it("doesn't prompt with --yes, even without a terminal", async () => {
    const { prompts, isConfirmed } = confirmWith(async () => "n", true);
    assert.equal(await isConfirmed, true);
    assert.deepEqual(prompts, []);
    assert.equal(await confirmWith(undefined, true).isConfirmed, true);
  });

  it("throws ConfirmationRequired without a terminal and --yes", () =>
    assert.rejects(confirmWith(undefined).isConfirmed, { kind: "usage", code: "ConfirmationRequired" }));

  it("throws Interrupted after Ctrl-C", () =>
    assert.rejects(confirmWith(async () => undefined).isConfirmed, {
      kind: "interrupted",
      code: "Interrupted",
    }));
});
