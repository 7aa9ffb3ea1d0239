import type { BatchServiceModels as Models } from "@azure/batch";
import type { StackOutputs } from "../../../infra/outputs.ts";
import type { EnvironmentKind } from "../../environment/choose-environment.ts";

/** What somebody answered, or why not: the error as the user is to see it. */
export type Answer<T> =
  | { readonly value: T; readonly error?: never }
  | { readonly error: Refusal; readonly value?: never };

interface Refusal {
  /** Azure's code, where it gave one. */
  readonly code?: string | undefined;
  /** The same request may succeed later. */
  readonly isTransient?: boolean | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The start task's failure on one node. */
export interface StartTaskFailure {
  readonly nodeId: string;
  readonly stderr: string | undefined;
}

/** Everything that the checks judge, as it was at `now`. */
export interface View {
  readonly now: Date;
  readonly kind: EnvironmentKind;
  readonly name: string;
  readonly outputs: StackOutputs;
  /** Answers without a sign-in, from each service: how far this machine's clock is ahead of its clock. Milliseconds. */
  readonly reach: Readonly<Record<"Batch" | "Storage", Answer<{ readonly aheadMs: number | undefined }>>>;
  /** Whether a blob could be written, read and removed, by container. */
  readonly containers: readonly { readonly name: string; readonly answer: Answer<true> }[];
  /** The first call of Batch; undefined: there is no such pool. */
  readonly pool: Answer<Models.CloudPool | undefined>;
  readonly images: Answer<readonly Models.ImageInformation[]>;
  readonly nodes: Answer<readonly Models.ComputeNode[]>;
  /** One of the nodes whose start task failed. */
  readonly startTask: StartTaskFailure | undefined;
  /** Jobs of the account that have not completed. */
  readonly jobs: Answer<readonly Models.CloudJob[]>;
}
