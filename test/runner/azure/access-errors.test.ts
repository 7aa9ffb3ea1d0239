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

describe("explainAccessErrors with account keys", () => {
  it("reports a rejected key as KeyRejected, without the text that Batch signed", () =>
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

  it("suggests allowedIps if Storage responds AuthorizationFailure", () =>
    assert.rejects(
      refused("Storage", "AuthorizationFailure", 403),
      isEnvironmentError("KeyRejected", "Storage", "AuthorizationFailure", "firewall", "allowedIps"),
    ));

  it("suggests allowedIps if Batch responds 403 with an undocumented code", () =>
    assert.rejects(
      refused("Batch", "Forbidden", 403),
      isEnvironmentError("KeyRejected", "Batch", "Forbidden", "firewall", "allowedIps"),
    ));

  it("reports an account without key access as KeysNotPermitted", () =>
    assert.rejects(
      refused("Storage", "KeyBasedAuthenticationNotPermitted", 403, { message: "Not permitted. Really." }),
      isEnvironmentError(
        "KeysNotPermitted",
        ...["Storage", "KeyBasedAuthenticationNotPermitted", "npx pulumi config set auth entra"],
      ),
    ));

  for (const status of [401, 403])
    it(`reports status ${status} as KeyRejected`, () =>
      assert.rejects(
        refused("Batch", "AuthenticationFailed", status),
        isEnvironmentError("KeyRejected", "Batch"),
      ));

  for (const status of [400, 402, 404, 409])
    it(`rethrows an error with status ${status}`, () =>
      assert.rejects(refused("Storage", "AuthorizationFailure", status), { name: "ServiceError", status }));

  it("doesn't suggest allowedIps if Batch responds 401", () =>
    assert.rejects(
      refused("Batch", "Forbidden", 401),
      ({ hint }: RunnerError) => !hint?.includes("allowedIps"),
    ));

  it("doesn't suggest allowedIps if Storage responds with another code", () =>
    assert.rejects(
      refused("Storage", "AuthenticationFailed", 403),
      ({ code, hint }: RunnerError) => code === "KeyRejected" && !hint?.includes("allowedIps"),
    ));

  it("reports an untrusted certificate as CertificateNotTrusted", () => {
    const error = new ServiceError({ code: "CERT_HAS_EXPIRED", message: "expired" });
    const call = explainAccessErrors(() => Promise.reject(error), "Batch", keysOutputs());
    return assert.rejects(
      call(() => Promise.resolve()),
      isEnvironmentError("CertificateNotTrusted", "Batch"),
    );
  });

  it("returns results and rethrows errors that are not service errors", async () => {
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

  it("rethrows service errors with other codes", () =>
    assert.rejects(refused("Batch", "JobNotFound", 404), { name: "ServiceError", code: "JobNotFound" }));
});

describe("explainAccessErrors with Entra ID", () => {
  it("reports a missing role as RoleMissing, with the command that assigns it", () =>
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

  it("mentions the firewall if the code fits both a missing role and a firewall", () =>
    assert.rejects(
      refused("Storage", "AuthorizationFailure", 403, { outputs: entraOutputs() }),
      isEnvironmentError("RoleMissing", "Storage", "role assignment create", "firewall", "allowedIps"),
    ));
});
