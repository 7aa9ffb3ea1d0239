import assert from "node:assert/strict";
import type { KeysOutputs, StackOutputs } from "../../infra/outputs.ts";

/** Returns the outputs of a stack and asserts that its `auth` is `keys`. */
export const withKeys = (outputs: StackOutputs): KeysOutputs => {
  assert(outputs.auth === "keys");
  return outputs;
};
