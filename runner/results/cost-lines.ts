import { costBasis, costWords } from "./cost-words.ts";
import { idleWords } from "./idle-nodes.ts";
import type { RunReport } from "./report.ts";
import type { RunCost } from "./run-cost.ts";

type Costs = Pick<RunReport, "cost" | "idle">;

/** Costs below this are not worth a line where nothing is paid. */
const leastHypothetical = 0.01;

/** Whether people want to see the cost: always if something is paid. */
const isWorthShowing = ({ amount, isHypothetical }: RunCost): boolean =>
  amount > 0 && (!isHypothetical || amount >= leastHypothetical);

/** Returns a cost that people want to see. */
export const shownCost = ({ cost }: Pick<Costs, "cost">): RunCost | undefined =>
  cost !== undefined && isWorthShowing(cost) ? cost : undefined;

/** Returns the end of the verdict, such as `, about $0.31`; empty on the local cloud, and if the cost is unknown. */
export const verdictCost = ({ cost }: Costs): string =>
  cost === undefined || cost.isHypothetical || !isWorthShowing(cost) ? "" : `, ${costWords(cost)}`;

/** Such as `about $0.12 so far`; empty if it is not worth showing. */
export const spentWords = ({ cost }: { readonly cost?: RunCost | undefined }): string[] =>
  cost === undefined || !isWorthShowing(cost) ? [] : [`${costWords(cost)} so far`];

/** Returns a line for the status of a run. */
export const statusCost = ({ cost }: { readonly cost?: RunCost | undefined }): string[] =>
  cost === undefined || !isWorthShowing(cost) ? [] : [`cost: ${costWords(cost)}`, `  ${costBasis(cost)}`];

/** Returns lines that follow the verdict: what the cost is based on, and nodes that stay. */
export const costLines = ({ cost, idle }: Costs): string[] => {
  const shown = shownCost({ cost });
  const lines =
    shown === undefined
      ? []
      : shown.isHypothetical
        ? [`Cost: ${costWords(shown)}; nothing is paid on the local cloud`, `  ${costBasis(shown)}`]
        : [`Cost: ${costBasis(shown)}`];
  return idle === undefined ? lines : [...lines, ...idleWords(idle)];
};
