import { briefCauses, type FailureGroup } from "../results/failure-groups.ts";
import { plural } from "../text/amounts.ts";

/** Causes shown in detail; further ones get a line each. */
const mostGroups = 5;

/** Returns lines about the causes of failures. */
export const failureText = (groups: readonly FailureGroup[]): string[] => [
  ...groups.slice(0, mostGroups).flatMap(failureLines),
  ...briefCauses(groups.slice(mostGroups)),
];

const failureLines = ({ count, cause, sample, hint }: FailureGroup): string[] => [
  `${plural(count, "task")} failed: ${cause}`,
  `  ${count > 1 ? "for example" : "task"}: ${sample.taskId}`,
  ...(hint === undefined ? [] : [`  ${hint.text}`]),
];
