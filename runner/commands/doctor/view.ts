import type { BatchServiceModels as Models } from "@azure/batch";
import type { StackOutputs } from "../../../infra/outputs.ts";
import type { EnvironmentKind } from "../../environment/choose-environment.ts";
import type { Finding } from "../../ui/command-events.ts";

/** The answer of a service, or the error to show. */
export type Answer<T> =
  | { readonly value: T; readonly error?: never }
  | { readonly error: Refusal; readonly value?: never };

interface Refusal {
  /** Azure's error code, if it returned one. */
  readonly code?: string | undefined;
  /** The same request may succeed later. */
  readonly isTransient?: boolean | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A start task that failed on a node. */
export interface StartTaskFailure {
  readonly nodeId: string;
  readonly stderr: string | undefined;
}

/** Everything that the checks examine, as it was at `now`. */
export interface View {
  readonly now: Date;
  readonly kind: EnvironmentKind;
  readonly name: string;
  readonly outputs: StackOutputs;
  /** Answer of each service without a sign-in: milliseconds by which this machine's clock is ahead of the service's. */
  readonly reach: Readonly<Record<"Batch" | "Storage", Answer<{ readonly aheadMs: number | undefined }>>>;
  /** Whether a blob could be written, read and deleted in each container. */
  readonly containers: readonly { readonly name: string; readonly answer: Answer<true> }[];
  /** Value undefined if the pool doesn't exist. */
  readonly pool: Answer<Models.CloudPool | undefined>;
  readonly images: Answer<readonly Models.ImageInformation[]>;
  readonly nodes: Answer<readonly Models.ComputeNode[]>;
  /** The first node whose start task failed. */
  readonly startTask: StartTaskFailure | undefined;
  /** Jobs of the account that have not completed. */
  readonly jobs: Answer<readonly Models.CloudJob[]>;
}

/** Examines a part of the view. Returns nothing if that part could not be queried. */
export type Check = (view: View) => readonly Finding[];
