import { apiVersions, operations } from "../protocol/versions.ts";
import type { EventName } from "./fault-kinds.ts";

/** Properties of an event that a target can match. */
export interface Aim {
  /** Operation id in Azure's definition; undefined if the request matches no operation. */
  readonly operation?: string;
  readonly method?: string;
  /** Path without the query. */
  readonly path?: string;
  readonly pool?: string;
}

export const fitsTarget = (target: string, { operation, method, path, pool }: Aim): boolean => {
  if (pool !== undefined) return matches(target, pool);
  if (target.startsWith("/")) return matches(target, path ?? "");
  return methods.has(target) ? target === method : operation !== undefined && matches(target, operation);
};

/** Returns a description of valid targets if no event can match this one, otherwise undefined. */
export const targetProblem = (event: EventName, target: string): string | undefined => {
  if (event === "request") return isRequestTarget(target) ? undefined : expectedOfRequest;
  if (event.startsWith("ARM ")) return target.startsWith("/") ? undefined : expectedOfArmId;
  if (event !== "blob request") return undefined;
  return target.startsWith("/") || methods.has(target) ? undefined : expectedOfBlobRequest;
};

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

const isRequestTarget = (target: string): boolean =>
  target.startsWith("/") || methods.has(target) || operationIds().some((id) => matches(target, id));

const operationIds = (): string[] =>
  apiVersions.flatMap((version) => operations(version).map(({ operationId }) => operationId));

const matches = (pattern: string, text: string): boolean => {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[^\w]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
};

const expectedOfRequest =
  "an operation such as Task_Get or Task_*, a method such as GET, or a path such as /jobs/*";
const expectedOfArmId = "an ARM id such as /*/roleAssignments/*";
const expectedOfBlobRequest = "a method such as GET, or a path such as /account/container/*";
