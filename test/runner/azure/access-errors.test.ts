import assert from "node:assert/strict";
import type { StackOutputs } from "../../../infra/outputs.ts";
import { explainAccessErrors } from "../../../runner/azure/access-errors.ts";
import type { ServiceName } from "../../../runner/azure/retry.ts";
import { ServiceError } from "../../../runner/azure/service-error.ts";
import type { RunnerError } from "../../../runner/errors.ts";
import { isEnvironmentError } from "../../helpers/is-runner-error.ts";
import { entraOutputs, keysOutputs } from "../outputs.ts";

const refused = (
  service: ServiceName,
  code: string,
  status: number,
  { message = "No.", outputs = keysOutputs() as StackOutputs } = {},
) => {
  const call = explainAccessErrors(
    () => Promise.reject(new ServiceError({ code, status, message })),
    service,
    outputs,
  );
  return call(() => Promise.resolve());
};

describe("access-errors: with keys", () => {
  it("a key that Batch does not know, without what it should have signed", () =>
    assert.rejects(
      refused("Batch", "AuthenticationFailed", 403, { message: "Wrong signature.; Detail: MAC 'abc'" }),
      (error: RunnerError) => {
        assert(!/MAC|allowedIps/.test(`${error.message} ${error.hint}`), error.message);
        return isEnvironmentError(
          "KeyRejected",
          ...["Batch", "AuthenticationFailed", "Wrong signature", "npx pulumi up --refresh"],
        )(error);
      },
    ));

  it("a firewall", () =>
    assert.rejects(
      refused("Storage", "AuthorizationFailure", 403),
      isEnvironmentError("KeyRejected", "Storage", "AuthorizationFailure", "firewall", "allowedIps"),
    ));

  it("whatever Batch says of an address, which is documented nowhere", () =>
    assert.rejects(
      refused("Batch", "Forbidden", 403),
      isEnvironmentError("KeyRejected", "Batch", "Forbidden", "firewall", "allowedIps"),
    ));

  it("an account that takes no keys any more", () =>
    assert.rejects(
      refused("Storage", "KeyBasedAuthenticationNotPermitted", 403, { message: "Not permitted. Really." }),
      isEnvironmentError(
        "KeysNotPermitted",
        ...["Storage", "KeyBasedAuthenticationNotPermitted", "npx pulumi config set auth entra"],
      ),
    ));

  it("leaves other errors as they are", () =>
    assert.rejects(refused("Batch", "JobNotFound", 404), { name: "ServiceError", code: "JobNotFound" }));
});

describe("access-errors: with Entra ID", () => {
  it("a role that is missing", () =>
    assert.rejects(
      refused("Storage", "AuthorizationPermissionMismatch", 403, { outputs: entraOutputs() }),
      (error: RunnerError) => {
        assert(!error.hint?.includes("firewall"), error.hint);
        return isEnvironmentError(
          "RoleMissing",
          ...["Storage", "Storage Blob Data Contributor", "role assignment create", "storageAccounts/store"],
        )(error);
      },
    ));

  it("a firewall, which may also be meant", () =>
    assert.rejects(
      refused("Storage", "AuthorizationFailure", 403, { outputs: entraOutputs() }),
      isEnvironmentError("RoleMissing", "Storage", "role assignment create", "firewall", "allowedIps"),
    ));
});
