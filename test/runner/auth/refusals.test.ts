import assert from "node:assert/strict";
import type { StackOutputs } from "../../../infra/outputs.ts";
import { explainingRefusals } from "../../../runner/auth/refusals.ts";
import type { ServiceName } from "../../../runner/batch/retry.ts";
import { ServiceError } from "../../../runner/batch/service-error.ts";
import { entraOutputs, keysOutputs } from "../outputs.ts";

const refused = (
  service: ServiceName,
  code: string,
  status: number,
  { message = "No.", outputs = keysOutputs() as StackOutputs } = {},
) => {
  const call = explainingRefusals(
    () => Promise.reject(new ServiceError({ code, status, message })),
    service,
    outputs,
  );
  return call(() => Promise.resolve());
};

describe("auth/refusals: with keys", () => {
  it("a key that Batch does not know, without what it should have signed", () =>
    assert.rejects(
      refused("Batch", "AuthenticationFailed", 403, { message: "Wrong signature.; Detail: MAC 'abc'" }),
      {
        kind: "environment",
        message: "Batch refuses the stack's key: AuthenticationFailed: Wrong signature",
        hint: "The key may have changed: npx pulumi up --refresh. Or this machine's clock is off",
      },
    ));

  it("a firewall", () =>
    assert.rejects(refused("Storage", "AuthorizationFailure", 403), {
      hint: /\. Or Storage's firewall keeps this machine out: its public address may not be among the stack's allowedIps$/,
    }));

  it("whatever Batch says of an address, which is documented nowhere", () =>
    assert.rejects(refused("Batch", "Forbidden", 403), {
      hint: /\. Or Batch's firewall keeps this machine out: .* allowedIps$/,
    }));

  it("an account that takes no keys any more", () =>
    assert.rejects(
      refused("Storage", "KeyBasedAuthenticationNotPermitted", 403, { message: "Not permitted. Really." }),
      {
        message: "Storage takes no keys: KeyBasedAuthenticationNotPermitted: Not permitted",
        hint: /npx pulumi config set auth entra/,
      },
    ));

  it("leaves other errors as they are", () =>
    assert.rejects(refused("Batch", "JobNotFound", 404), { name: "ServiceError", code: "JobNotFound" }));
});

describe("auth/refusals: with Entra ID", () => {
  it("a role that is missing", () =>
    assert.rejects(refused("Storage", "AuthorizationPermissionMismatch", 403, { outputs: entraOutputs() }), {
      message: /expected the role Storage Blob Data Contributor/,
      hint: /^Give it .*storageAccounts\/store$/,
    }));

  it("a firewall, which may also be meant", () =>
    assert.rejects(refused("Storage", "AuthorizationFailure", 403, { outputs: entraOutputs() }), {
      hint: /role assignment create[^\n]*\nOr Storage's firewall keeps this machine out: [^\n]* allowedIps$/,
    }));
});
