import assert from "node:assert/strict";
import { explainWait, type PoolView } from "../../../runner/job/explain.ts";

export type Pool = NonNullable<PoolView["pool"]>;
export type Node = PoolView["nodes"][number];

export const now = new Date("2026-11-23T10:00:00Z");

/** States of a waiting run, by a description. */
export type Views = Readonly<Record<string, View>>;

interface View {
  readonly view: Partial<PoolView>;
  /** Whether waiting is pointless. */
  readonly isHopeless: boolean;
  /** Texts that the explanation must contain. */
  readonly values: readonly string[];
}

const explain = (view: Partial<PoolView>) =>
  explainWait({
    poolId: "p",
    pool: undefined,
    nodes: [],
    failedPreparations: [],
    job: { state: "active", priority: 0 },
    otherJob: undefined,
    waitingTasks: [],
    failedDependency: undefined,
    stderr: undefined,
    now,
    ...view,
  });

/** Declares a test for each view. */
export const explains = (views: Views): void => {
  for (const [what, { view, isHopeless, values }] of Object.entries(views))
    it(what, () => {
      const { text, hopeless } = explain(view);
      assert.equal(hopeless, isHopeless, text);
      for (const value of values) assert(text.includes(value), `expected ${value} in: ${text}`);
    });
};

/** The explanations of all views, for a snapshot. */
export const explanations = (views: Views): string =>
  Object.entries(views)
    .map(([what, { view }]) => `# ${what}\n${explain(view).text}`)
    .join("\n\n");

export const steady: Pool = { allocationState: "steady" };
export const resizing: Pool = { allocationState: "resizing" };
export const quota = { code: "AccountCoreQuotaReached", message: "The account has reached its quota." };
