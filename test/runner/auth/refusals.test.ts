import assert from "node:assert/strict";
import { explainingRefusals } from "../../../runner/auth/refusals.ts";
import type { ServiceName } from "../../../runner/batch/retry.ts";
import { ServiceError } from "../../../runner/batch/service-error.ts";
import { keysOutputs } from "../outputs.ts";

const refused = (service: ServiceName, code: string, status: number, message = "No.") => {
  const call = explainingRefusals(
    () => Promise.reject(new ServiceError({ code, status, message })),
    service,
    keysOutputs(),
  );
  return call(() => Promise.resolve());
};

describe("auth/refusals: with keys", () => {
  it("a key that Batch does not know, without what it should have signed", () =>
    assert.rejects(refused("Batch", "AuthenticationFailed", 403, "Wrong signature.; Detail: MAC 'abc'"), {
      kind: "environment",
      message: "Batch refuses the stack's key: AuthenticationFailed: Wrong signature",
      hint: "The key may have changed: npx pulumi up --refresh. Or this machine's clock is off",
    }));

  it("a firewall", () =>
    assert.rejects(refused("Storage", "AuthorizationFailure", 403), {
      hint: /firewall keeps this machine out$/,
    }));

  it("an account that takes no keys any more", () =>
    assert.rejects(refused("Storage", "KeyBasedAuthenticationNotPermitted", 403, "Not permitted. Really."), {
      message: "Storage takes no keys: KeyBasedAuthenticationNotPermitted: Not permitted",
      hint: /npx pulumi config set auth entra/,
    }));

  it("leaves other errors as they are", () =>
    assert.rejects(refused("Batch", "JobNotFound", 404), { name: "ServiceError", code: "JobNotFound" }));
});
