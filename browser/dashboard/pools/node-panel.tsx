import { useEffect, useState } from "preact/hooks";
import type { NodeView, Problem } from "../../contract/dashboard.ts";
import { counted, moment } from "../../ui/format.ts";
import { fetchNodeFile, nodeFileHref, problemFrom } from "../api.ts";
import { plainText, visibleName } from "../logs/plain-text.ts";
import { Facts } from "../parts/facts.tsx";
import { Name } from "../parts/name.tsx";
import { Notice, ProblemNotice } from "../parts/notice.tsx";

interface NodePanelProps {
  readonly poolId: string;
  readonly node: NodeView;
  readonly onClose: () => void;
}

/** Facts of a node, and the logs of its start task. */
export const NodePanel = ({ poolId, node, onClose }: NodePanelProps) => (
  <section class="node-panel" aria-label={`Node ${visibleName(node.id)}`}>
    <div class="section-head">
      <h3>
        <Name text={node.id} />
      </h3>
      <button type="button" class="button" onClick={onClose}>
        Close
      </button>
    </div>
    {node.error !== undefined && (
      <Notice kind="error">
        <p>{visibleName(node.error)}</p>
      </Notice>
    )}
    <Facts
      facts={[
        ["State", node.state],
        ["Kind", node.isSpot ? "spot" : "dedicated"],
        ["Slots", `${node.runningTasks} of ${counted(node.slots, "slot")} in use`],
        ["Allocated", node.allocatedAt && moment(Date.parse(node.allocatedAt))],
        ["Start task", startTaskText(node)],
      ]}
    />
    {node.startTask !== undefined && (
      <>
        <StartTaskLog poolId={poolId} nodeId={node.id} file="startup/stdout.txt" />
        <StartTaskLog poolId={poolId} nodeId={node.id} file="startup/stderr.txt" />
      </>
    )}
  </section>
);

const startTaskText = ({ startTask }: NodeView): string | undefined =>
  startTask &&
  `${startTask.state}${startTask.exitCode === undefined ? "" : `, exit code ${startTask.exitCode}`}`;

interface StartTaskLogProps {
  readonly poolId: string;
  readonly nodeId: string;
  /** Path on the node. */
  readonly file: string;
}

/** Longest text to show; the end of a log has the error. */
const shownLength = 200_000;

const StartTaskLog = ({ poolId, nodeId, file }: StartTaskLogProps) => {
  const [content, setContent] = useState<{ readonly text?: string; readonly problem?: Problem }>({});
  useEffect(() => {
    const end = new AbortController();
    fetchNodeFile(poolId, nodeId, file, end.signal).then(
      (text) => setContent({ text: plainText(text.slice(-shownLength), true).shown }),
      (error: unknown) => end.signal.aborted || setContent({ problem: problemFrom(error) }),
    );
    return () => end.abort();
  }, [poolId, nodeId, file]);
  const { text, problem } = content;
  return (
    <div class="log">
      <div class="log-head">
        <h4>{file}</h4>
        <span class="muted">
          {text === undefined ? (problem ? "" : "Loading…") : text === "" ? "Empty" : ""}
        </span>
        <span class="log-buttons">
          <a href={nodeFileHref(poolId, nodeId, file)} download={file.replace("/", "-")}>
            Download<span class="hidden-text"> {file}</span>
          </a>
        </span>
      </div>
      {problem !== undefined && <ProblemNotice problem={problem} />}
      {text !== undefined && text !== "" && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        <section class="log-text" aria-label={file} tabIndex={0}>
          <pre>{text}</pre>
        </section>
      )}
    </div>
  );
};
