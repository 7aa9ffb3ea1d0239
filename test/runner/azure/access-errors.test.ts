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

  for (const status of [401, 403])
    it(`a wrong key, for the status ${status}`, () =>
      assert.rejects(
        refused("Batch", "AuthenticationFailed", status),
        isEnvironmentError("KeyRejected", "Batch"),
      ));

  for (const status of [400, 402, 404, 409])
    it(`leaves an error with the status ${status} as it is`, () =>
      assert.rejects(refused("Storage", "AuthorizationFailure", status), { name: "ServiceError", status }));

  it("blames the firewall for Batch's 403 only", () =>
    assert.rejects(
      refused("Batch", "Forbidden", 401),
      ({ hint }: RunnerError) => !hint?.includes("allowedIps"),
    ));

  it("blames no firewall for another code of Storage", () =>
    assert.rejects(
      refused("Storage", "AuthenticationFailed", 403),
      ({ code, hint }: RunnerError) => code === "KeyRejected" && !hint?.includes("allowedIps"),
    ));

  it("an untrusted certificate, which has no status", () => {
    const error = new ServiceError({ code: "CERT_HAS_EXPIRED", message: "expired" });
    const call = explainAccessErrors(() => Promise.reject(error), "Batch", keysOutputs());
    return assert.rejects(
      call(() => Promise.resolve()),
      isEnvironmentError("CertificateNotTrusted", "Batch"),
    );
  });

  it("passes on results and errors that are no service errors", async () => {
    const call = explainAccessErrors(
      (attempt) => attempt(new AbortController().signal, () => {}),
      "Batch",
      keysOutputs(),
    );
    assert.equal(await call(async () => "answer"), "answer");
    const bug = new TypeError("bug");
    await assert.rejects(
      call(() => Promise.reject(bug)),
      bug,
    );
  });

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
