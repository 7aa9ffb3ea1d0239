import type { StackOutputs } from "../../infra/outputs.ts";
import type { Call, ServiceName } from "../batch/retry.ts";
import { ServiceError } from "../batch/service-error.ts";
import { environmentError } from "../errors.ts";
import { neededRole } from "./roles.ts";

/** Calls of a service whose refusals (401, 403) say what they mean in this stack, and what to do. */
export const explainingRefusals =
  (call: Call, service: ServiceName, outputs: StackOutputs): Call =>
  async (attempt) => {
    try {
      return await call(attempt);
    } catch (error) {
      throw error instanceof ServiceError && (error.status === 401 || error.status === 403)
        ? refusal(error, service, outputs)
        : error;
    }
  };

const refusal = (error: ServiceError, service: ServiceName, outputs: StackOutputs): Error => {
  if (outputs.auth === "entra") {
    const { role, on, command } = neededRole(service, outputs);
    return environmentError(
      `${service} refuses whoever is signed in: expected the role ${role} on ${on}, found ${said(error)}`,
      [`Give it (a new assignment takes some minutes): ${command}`, ...firewallHint(error)].join("\n"),
    );
  }
  if (error.code === "KeyBasedAuthenticationNotPermitted") {
    return environmentError(
      `${service} takes no keys: ${said(error)}`,
      "Sign in with Entra ID: npx pulumi config set auth entra && npx pulumi up",
    );
  }
  return environmentError(`${service} refuses the stack's key: ${said(error)}`, keyHint(error));
};

/** Azure's details repeat the request and what it should have signed. */
const said = ({ code, message }: ServiceError): string => `${code}: ${message.split(/\.(?:\s|;|$)/, 1)[0]}`;

const keyHint = (error: ServiceError): string =>
  [
    "The key may have changed: npx pulumi up --refresh. Or this machine's clock is off",
    ...firewallHint(error),
  ].join(". ");

/** Storage says AuthorizationFailure of addresses that its firewall does not let in [D: storage-network-security]. */
const firewallHint = ({ code }: ServiceError): string[] =>
  code === "AuthorizationFailure" ? ["Or the storage account's firewall keeps this machine out"] : [];
