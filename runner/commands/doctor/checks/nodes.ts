import { oneLine } from "../../../job/explain-pool.ts";
import { countNodes, describeNodes } from "../../../job/node-words.ts";
import type { Finding } from "../../../ui/command-events.ts";
import { rebootNode } from "../fix.ts";
import type { Check, View } from "../view.ts";

/** Last lines of a start task's stderr to show. */
const tailLines = 10;

/** Checks the nodes; returns one finding per kind of failure. */
export const nodesCheck: Check = (view) => {
  const nodes = view.nodes.value ?? [];
  if (nodes.length === 0) return [];
  const failures = [...startTaskFailures(view), ...unusableNodes(view)];
  const text = describeNodes(countNodes(nodes));
  return failures.length > 0 ? failures : [{ check: "nodes", level: "ok", text }];
};

const startTaskFailures = (view: View): Finding[] => {
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
      fix: `Fix the cause, then: ${rebootNode(view, first.id ?? "")}`,
      details: view.startTask?.stderr?.trimEnd().split("\n").slice(-tailLines),
    },
  ];
};

const unusableNodes = (view: View): Finding[] => {
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
