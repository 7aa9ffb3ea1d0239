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
  const said = `${error.code}: ${error.message.replace(/\.$/, "")}`;
  if (outputs.auth === "entra") {
    const { role, on, command } = neededRole(service, outputs);
    return environmentError(
      `${service} refuses whoever is signed in: expected the role ${role} on ${on}, found ${said}`,
      `Give it (a new assignment takes some minutes): ${command}`,
    );
  }
  return environmentError(
    `${service} refuses the stack's key: ${said}`,
    "The key may have changed: npx pulumi up --refresh. Or this machine's clock is off: npm run doctor",
  );
};
