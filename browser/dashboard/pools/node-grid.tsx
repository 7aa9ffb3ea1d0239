import { Component } from "preact";
import { useRef, useState } from "preact/hooks";
import type { NodeView } from "../../contract/dashboard.ts";
import { visibleName } from "../logs/plain-text.ts";
import { nodeKind, nodeKinds, nodeText } from "./node-kinds.ts";
import { NodePanel } from "./node-panel.tsx";

interface NodeGridProps {
  readonly poolId: string;
  readonly nodes: readonly NodeView[];
}

/**
 * A cell per node: its shape and colour show the state, its filled part the slots in use. The grid is one stop of the Tab
 * key; arrow keys move between nodes. A click shows a node's facts and logs.
 */
export const NodeGrid = ({ poolId, nodes }: NodeGridProps) => {
  const grid = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<string>();
  const [opened, setOpened] = useState<string>();
  const stop = nodes.some(({ id }) => id === pointed) ? pointed : nodes[0]?.id;
  const openedNode = nodes.find(({ id }) => id === opened);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextCell(grid.current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  const onPoint = ({ target }: Event): void => {
    const id = target instanceof HTMLElement ? target.dataset.node : undefined;
    if (id !== undefined) setPointed(id);
  };
  const onClick = ({ target }: Event): void => {
    const id = target instanceof HTMLElement ? target.dataset.node : undefined;
    if (id !== undefined) setOpened(id === opened ? undefined : id);
  };
  const close = (): void => {
    setOpened(undefined);
    grid.current?.querySelector<HTMLElement>("[aria-expanded=true]")?.focus();
  };
  return (
    <div>
      <Legend nodes={nodes} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset groups inputs. */}
      <div
        ref={grid}
        class="node-grid"
        role="group"
        aria-label="Nodes"
        onKeyDown={onKeyDown}
        onFocusIn={onPoint}
        onPointerOver={onPoint}
        onClick={onClick}
      >
        {nodes.map((node) => (
          <Cell key={node.id} node={node} isStop={node.id === stop} isOpened={node.id === opened} />
        ))}
      </div>
      <p class="node-pointed" aria-hidden="true">
        {pointedText(nodes, pointed)}
      </p>
      {openedNode !== undefined && (
        <NodePanel key={openedNode.id} poolId={poolId} node={openedNode} onClose={close} />
      )}
    </div>
  );
};

const pointedText = (nodes: readonly NodeView[], id: string | undefined): string => {
  const node = nodes.find((candidate) => candidate.id === id);
  return node === undefined
    ? "Point at a node to see its state; click it for details."
    : visibleName(nodeText(node));
};

interface CellProps {
  readonly node: NodeView;
  /** Whether the Tab key stops at this cell. */
  readonly isStop: boolean;
  readonly isOpened: boolean;
}

/** A grid may have 1,000 cells, of which an update changes few. */
class Cell extends Component<CellProps> {
  override shouldComponentUpdate({ node, isStop, isOpened }: CellProps): boolean {
    const before = this.props;
    return (
      before.isStop !== isStop ||
      before.isOpened !== isOpened ||
      before.node.state !== node.state ||
      before.node.slots !== node.slots ||
      before.node.runningTasks !== node.runningTasks
    );
  }

  override render({ node, isStop, isOpened }: CellProps) {
    const kind = nodeKind(node);
    const share = node.slots > 0 ? Math.min(1, node.runningTasks / node.slots) : 0;
    return (
      <button
        type="button"
        class={`node node-${kind.name}`}
        data-node={node.id}
        aria-label={visibleName(nodeText(node))}
        aria-expanded={isOpened}
        title={visibleName(nodeText(node))}
        tabIndex={isStop ? 0 : -1}
      >
        <span class="node-fill" style={{ height: `${share * 100}%` }} />
        {kind.name === "running" ? slotText(node) : kind.symbol}
      </button>
    );
  }
}

/** Tasks that run on a node, if the cell has room for the number. */
const slotText = ({ runningTasks }: NodeView): string => (runningTasks < 100 ? String(runningTasks) : "■");

const Legend = ({ nodes }: { readonly nodes: readonly NodeView[] }) => {
  const names = nodes.map((node) => nodeKind(node).name);
  return (
    <ul class="legend">
      {nodeKinds
        .map((kind) => ({ ...kind, nodes: names.filter((name) => name === kind.name).length }))
        .filter((kind) => kind.nodes > 0)
        .map((kind) => (
          <li key={kind.name}>
            <span class={`node node-${kind.name}`} aria-hidden="true">
              {kind.symbol}
            </span>
            {kind.label} <strong>{kind.nodes}</strong>
          </li>
        ))}
    </ul>
  );
};

/** Returns the cell that a key moves to. */
const nextCell = (grid: HTMLElement | null, key: string): HTMLElement | undefined => {
  const cells = [...(grid?.querySelectorAll<HTMLElement>("[data-node]") ?? [])];
  const at = cells.findIndex((cell) => cell.matches(":focus"));
  if (at === -1) return undefined;
  const columns = cells.findIndex(({ offsetTop }) => offsetTop > (cells[0]?.offsetTop ?? 0));
  const perRow = columns === -1 ? cells.length : columns;
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -perRow,
    ArrowDown: perRow,
    Home: -at,
    End: cells.length - 1 - at,
  };
  const step = steps[key];
  return step === undefined ? undefined : cells[at + step];
};
