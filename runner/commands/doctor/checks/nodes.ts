import { oneLine } from "../../../job/explain-pool.ts";
import { countNodes, describeNodes } from "../../../job/node-words.ts";
import type { Check, Finding } from "../finding.ts";
import { rebootNode } from "../fix.ts";
import type { View } from "../view.ts";

/** Lines of a start task's stderr that are shown. */
const tailLines = 10;

/** What the nodes do; each kind of trouble once. */
export const nodesCheck: Check<View> = (view) => {
  const nodes = view.nodes.value ?? [];
  if (nodes.length === 0) return [];
  const troubles = [...startTaskTrouble(view), ...unusableTrouble(view)];
  const text = describeNodes(countNodes(nodes));
  return troubles.length > 0 ? troubles : [{ check: "nodes", level: "ok", text }];
};

const startTaskTrouble = (view: View): Finding[] => {
  const nodes = view.nodes.value ?? [];
  const failed = nodes.filter(({ state }) => state === "starttaskfailed");
  const [first] = failed;
  if (first === undefined) return [];
  const { exitCode, failureInfo } = first.startTaskInfo ?? {};
  const why = exitCode === undefined ? oneLine(failureInfo?.message) : `exit code ${exitCode}`;
  return [
    {
      check: "start task",
      level: failed.length === nodes.length ? "problem" : "warning",
      text: `failed on ${failed.length} of ${nodes.length} nodes (${why})`,
      fix: `Once its cause is mended: ${rebootNode(view, first.id ?? "")}`,
      details: view.startTask?.stderr?.trimEnd().split("\n").slice(-tailLines),
    },
  ];
};

const unusableTrouble = (view: View): Finding[] => {
  const nodes = view.nodes.value ?? [];
  const bad = nodes.filter(({ state }) => state === "unusable" || state === "unknown" || state === "offline");
  const [first] = bad;
  if (first === undefined) return [];
  const error = first.errors?.[0];
  const why = error === undefined ? "" : ` (${error.code}: ${oneLine(error.message)})`;
  const text = `${describeNodes(countNodes(bad))} of ${nodes.length} nodes${why}`;
  const level = bad.length === nodes.length ? "problem" : "warning";
  return [{ check: "nodes", level, text, fix: rebootNode(view, first.id ?? "") }];
};
