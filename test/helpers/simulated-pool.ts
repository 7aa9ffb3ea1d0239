import type { NodeDeallocationOption } from "../../local/emulator/autoscale/variables.ts";

/** A task of one slot. Times are in minutes. */
export interface SimulatedTask {
  readonly arrives: number;
  readonly runs: number;
}

type Kind = "dedicated" | "spot";

interface SimulatedNode {
  readonly kind: Kind;
  state: "starting" | "ready" | "preempted";
  /** Minute at which the node has started. */
  readyAt: number;
  /** Accepts no more tasks, and is removed after its last one. */
  isLeaving: boolean;
  running: { task: SimulatedTask; endsAt: number }[];
}

export interface PoolCounts {
  readonly waiting: number;
  readonly running: number;
  readonly done: number;
  /** Tasks that were running on removed nodes. */
  readonly cut: number;
  /** Nodes that are starting or running tasks. */
  readonly dedicated: number;
  readonly spot: number;
  readonly preempted: number;
}

const startMinutes = 4;

/** A pool that follows an autoscale formula. Nodes take 4 minutes to start; Azure may preempt spot nodes. */
export class SimulatedPool {
  readonly #slots: number;
  #nodes: SimulatedNode[] = [];
  #waiting: SimulatedTask[] = [];
  #done = 0;
  #cut = 0;

  constructor(slots: number) {
    this.#slots = slots;
  }

  counts(): PoolCounts {
    const count = (matches: (node: SimulatedNode) => boolean): number => this.#nodes.filter(matches).length;
    return {
      waiting: this.#waiting.length,
      running: this.#nodes.reduce((sum, { running }) => sum + running.length, 0),
      done: this.#done,
      cut: this.#cut,
      dedicated: count(({ kind }) => kind === "dedicated"),
      spot: count(({ kind, state }) => kind === "spot" && state !== "preempted"),
      preempted: count(({ state }) => state === "preempted"),
    };
  }

  /** Advances to a minute: ends tasks, preempts nodes, starts tasks. `spotCapacity` is Azure's number of spot nodes. */
  advance(now: number, arrived: readonly SimulatedTask[], spotCapacity: number): void {
    this.#waiting.push(...arrived);
    for (const node of this.#nodes) {
      const running = node.running.filter(({ endsAt }) => endsAt > now);
      this.#done += node.running.length - running.length;
      node.running = running;
      if (node.state === "starting" && node.readyAt <= now) node.state = "ready";
    }
    this.#nodes = this.#nodes.filter(({ isLeaving, running }) => !(isLeaving && running.length === 0));
    this.#preempt(now, spotCapacity);
    this.#start(now);
  }

  /**
   * Sets both targets as a resize does. Nodes above a target go in the order preempted, starting, idle, busy. Spot nodes are
   * allocated as far as there is capacity; the next resize tries again.
   */
  resize(
    now: number,
    targets: Record<Kind, number>,
    option: NodeDeallocationOption,
    spotCapacity: number,
  ): void {
    const capacity = { dedicated: Number.POSITIVE_INFINITY, spot: spotCapacity };
    for (const kind of ["dedicated", "spot"] as const) {
      const staying = this.#nodes.filter((node) => node.kind === kind && !node.isLeaving);
      const live = staying.filter(({ state }) => state !== "preempted").length;
      const missing = Math.min(targets[kind] - staying.length, capacity[kind] - live);
      for (let allocated = 0; allocated < missing; allocated++)
        this.#nodes.push({
          kind,
          state: "starting",
          readyAt: now + startMinutes,
          isLeaving: false,
          running: [],
        });
      const order = staying.sort((one, other) => usefulness(one) - usefulness(other));
      for (const node of order.slice(0, Math.max(0, staying.length - targets[kind])))
        this.#remove(node, option);
    }
  }

  #remove(node: SimulatedNode, option: NodeDeallocationOption): void {
    if (option === "taskcompletion" && node.running.length > 0) node.isLeaving = true;
    else {
      this.#cut += node.running.length;
      this.#waiting.unshift(...node.running.map(({ task }) => task));
      this.#nodes = this.#nodes.filter((each) => each !== node);
    }
  }

  #preempt(now: number, capacity: number): void {
    const spot = this.#nodes.filter(({ kind }) => kind === "spot");
    const live = spot.filter(({ state }) => state !== "preempted");
    for (const node of live.slice(capacity)) {
      this.#waiting.unshift(...node.running.map(({ task }) => task));
      node.running = [];
      node.state = "preempted";
    }
    const back = spot.filter(({ state }) => state === "preempted");
    for (const node of back.slice(0, Math.max(0, capacity - live.length))) {
      node.state = "starting";
      node.readyAt = now + startMinutes;
    }
  }

  /** Spreads tasks over the nodes, the emptiest first. */
  #start(now: number): void {
    while (this.#waiting.length > 0) {
      const free = this.#nodes.filter(
        ({ state, isLeaving, running }) => state === "ready" && !isLeaving && running.length < this.#slots,
      );
      if (free.length === 0) return;
      const emptiest = free.reduce((best, node) => (node.running.length < best.running.length ? node : best));
      const task = this.#waiting.shift()!;
      emptiest.running.push({ task, endsAt: now + task.runs });
    }
  }
}

const usefulness = ({ state, running }: SimulatedNode): number =>
  state === "preempted" ? 0 : state === "starting" ? 1 : 2 + running.length;
