import type { StateCounts } from "../../contract/dashboard.ts";
import { count } from "../../ui/format.ts";

const states = ["succeeded", "failed", "running"] as const;

/** Shares of tasks by state. */
export const ProgressBar = ({ counts }: { readonly counts: StateCounts }) => {
  const total = totalOf(counts);
  return (
    <div class="progress" aria-hidden="true">
      {states.map((state) => (
        <div
          key={state}
          class={`progress-${state}`}
          style={{ width: `${total === 0 ? 0 : (100 * counts[state]) / total}%` }}
        />
      ))}
    </div>
  );
};

export const totalOf = ({ active, running, succeeded, failed }: StateCounts): number =>
  active + running + succeeded + failed;

/** Such as "40 of 100 done, 2 failed, 3 running". */
export const progressText = (counts: StateCounts): string => {
  const done = `${count(counts.succeeded + counts.failed)} of ${count(totalOf(counts))} done`;
  const others = (["failed", "running"] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${count(counts[state])} ${state}`);
  return [done, ...others].join(", ");
};
