import assert from "node:assert/strict";
import type { KeysOutputs, StackOutputs } from "../../infra/outputs.ts";

/** The outputs of a stack whose `auth` is `keys`. */
export const withKeys = (outputs: StackOutputs): KeysOutputs => {
  assert(outputs.auth === "keys");
  return outputs;
};
