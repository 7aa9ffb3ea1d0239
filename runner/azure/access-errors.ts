import type { StackOutputs } from "../../infra/outputs.ts";
import { environmentError } from "../errors.ts";
import type { Call, ServiceName } from "./retry.ts";
import { neededRole } from "./roles.ts";
import { ServiceError } from "./service-error.ts";

/**
 * Wraps a service's calls: for a rejected sign-in (401, 403) or an untrusted certificate the error explains what is wrong in this
 * stack and how to fix it.
 */
export const explainAccessErrors =
  (call: Call, service: ServiceName, outputs: StackOutputs): Call =>
  async (attempt) => {
    try {
      return await call(attempt);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.isCertificateError) throw certificateError(error, service);
      if (error.status === 401 || error.status === 403) throw accessError(error, service, outputs);
      throw error;
    }
  };

const certificateError = ({ code }: ServiceError, service: ServiceName): Error =>
  environmentError(
    "CertificateNotTrusted",
    `${service}: expected a trusted certificate, got ${code}`,
    [
      "If a proxy inspects traffic, use the system's certificates: export NODE_OPTIONS=--use-system-ca",
      "Or add the proxy's certificate: export NODE_EXTRA_CA_CERTS=ca.pem",
    ].join("\n"),
  );

const accessError = (error: ServiceError, service: ServiceName, outputs: StackOutputs): Error => {
  const orFirewall = mayBeFirewall(error, service)
    ? [`Or add this machine's public address to the stack's allowedIps, if ${service}'s firewall blocks it.`]
    : [];
  if (outputs.auth === "entra") {
    const { role, on, command } = neededRole(service, outputs);
    return environmentError(
      "RoleMissing",
      `${service}: expected the role ${role} on ${on}, got ${shortReason(error)}`,
      [`Assign it (takes effect after a few minutes): ${command}`, ...orFirewall].join("\n"),
    );
  }
  if (error.code === "KeyBasedAuthenticationNotPermitted") {
    return environmentError(
      "KeysNotPermitted",
      `${service}: account keys are disabled: ${shortReason(error)}`,
      "Sign in with Entra ID: npx pulumi config set auth entra && npx pulumi up",
    );
  }
  return environmentError(
    "KeyRejected",
    `${service}: the stack's key was rejected: ${shortReason(error)}`,
    [
      "Read the keys again: npx pulumi up --refresh. Or set this machine's clock if it is wrong",
      ...orFirewall,
    ].join(". "),
  );
};

/** Code and first sentence. Azure's details repeat the request and the string to sign. */
const shortReason = ({ code, message }: ServiceError): string =>
  `${code}: ${message.split(/\.(?:\s|;|$)/, 1)[0]}`;

/**
 * Storage's firewall answers AuthorizationFailure [D: storage-network-security]. The answer of Batch's firewall is not documented; for a
 * wrong key Batch answers AuthenticationFailed.
 */
const mayBeFirewall = ({ code, status }: ServiceError, service: ServiceName): boolean =>
  service === "Storage" ? code === "AuthorizationFailure" : status === 403 && code !== "AuthenticationFailed";
