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
      if (error.status === 401 || error.status === 403) throw refusal(error, service, outputs);
      throw error;
    }
  };

const certificateError = ({ code }: ServiceError, service: ServiceName): Error =>
  environmentError(
    "CertificateNotTrusted",
    `${service} shows a certificate that Node does not trust: ${code}`,
    [
      "Does a proxy read what is sent? Let Node trust what this machine trusts: export NODE_OPTIONS=--use-system-ca",
      "Or name the proxy's certificate: export NODE_EXTRA_CA_CERTS=ca.pem",
    ].join("\n"),
  );

const refusal = (error: ServiceError, service: ServiceName, outputs: StackOutputs): Error => {
  const orFirewall = mayBeFirewall(error, service)
    ? [
        `Or ${service}'s firewall keeps this machine out: its public address may not be among the stack's allowedIps`,
      ]
    : [];
  if (outputs.auth === "entra") {
    const { role, on, command } = neededRole(service, outputs);
    return environmentError(
      "RoleMissing",
      `${service} refuses whoever is signed in: expected the role ${role} on ${on}, found ${said(error)}`,
      [`Give it (a new assignment takes some minutes): ${command}`, ...orFirewall].join("\n"),
    );
  }
  if (error.code === "KeyBasedAuthenticationNotPermitted") {
    return environmentError(
      "KeysNotPermitted",
      `${service} takes no keys: ${said(error)}`,
      "Sign in with Entra ID: npx pulumi config set auth entra && npx pulumi up",
    );
  }
  return environmentError(
    "KeyRejected",
    `${service} refuses the stack's key: ${said(error)}`,
    ["The key may have changed: npx pulumi up --refresh. Or this machine's clock is off", ...orFirewall].join(
      ". ",
    ),
  );
};

/** Azure's details repeat the request and what it should have signed. */
const said = ({ code, message }: ServiceError): string => `${code}: ${message.split(/\.(?:\s|;|$)/, 1)[0]}`;

/**
 * Storage says AuthorizationFailure of addresses that its firewall does not let in [D: storage-network-security]. What Batch says
 * is documented nowhere, but it says AuthenticationFailed of a wrong key.
 */
const mayBeFirewall = ({ code, status }: ServiceError, service: ServiceName): boolean =>
  service === "Storage" ? code === "AuthorizationFailure" : status === 403 && code !== "AuthenticationFailed";
