import type { Problem } from "../../contract/dashboard.ts";
import type { TaskPage, TaskQuery, TaskRow } from "../../contract/dashboard-tasks.ts";
import { fetchTasks, problemFrom } from "../api.ts";

/** Rows per request. */
const pageRows = 100;

/** Pages to keep. The rest is fetched again when it is shown. */
const keptPages = 40;

/** Shortest time between two requests for the same rows while the job changes. */
const refreshMs = 1500;

/** Order and filter of the rows. */
export type RowOrder = Pick<TaskQuery, "state" | "search" | "sort" | "descending">;

/** Tasks of a job, fetched in pages when they are shown. */
export class TaskRows {
  /** Undefined until the first answer. */
  counts: Pick<TaskPage, "total" | "matching"> | undefined;
  problem: Problem | undefined;
  readonly #jobId: string;
  readonly #onChange: () => void;
  #order: RowOrder = {};
  #range: readonly [first: number, end: number] = [0, 1];
  /** Pages of the present order, and those of the order before until the first answer. */
  #pages = new Map<number, readonly TaskRow[]>();
  #isOutdated = false;
  readonly #requested = new Set<number>();
  #requests = new AbortController();
  #refreshedMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange Called after each answer. */
  constructor(jobId: string, onChange: () => void) {
    this.#jobId = jobId;
    this.#onChange = onChange;
  }

  /** Returns the row at a position, or undefined if it isn't here yet. */
  at(position: number): TaskRow | undefined {
    return this.#pages.get(Math.floor(position / pageRows))?.[position % pageRows];
  }

  setOrder(order: RowOrder): void {
    this.#order = order;
    this.#range = [0, this.#range[1] - this.#range[0]];
    this.#fetchAgain();
  }

  /** Fetches the rows of these positions if they aren't here. */
  setRange(first: number, end: number): void {
    this.#range = [first, end];
    if (!this.#isOutdated) this.#fetchMissing();
  }

  /** Fetches the visible rows again, now or soon. */
  refresh(): void {
    clearTimeout(this.#timer);
    const waitMs = this.#refreshedMs + refreshMs - Date.now();
    if (waitMs <= 0) this.#fetchAgain();
    else this.#timer = setTimeout(() => this.#fetchAgain(), waitMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#requests.abort();
  }

  #fetchAgain(): void {
    this.#refreshedMs = Date.now();
    this.#requests.abort();
    this.#requests = new AbortController();
    this.#requested.clear();
    this.#isOutdated = true;
    this.#fetchMissing();
  }

  #fetchMissing(): void {
    const [first, end] = this.#range;
    // Without rows on the screen, the first page gives their number.
    for (let page = Math.floor(first / pageRows); page * pageRows < Math.max(1, end); page++)
      if ((this.#isOutdated || !this.#pages.has(page)) && !this.#requested.has(page)) void this.#fetch(page);
  }

  async #fetch(page: number): Promise<void> {
    const { signal } = this.#requests;
    this.#requested.add(page);
    try {
      const query = { ...this.#order, offset: page * pageRows, limit: pageRows };
      const answer = await fetchTasks(this.#jobId, query, signal);
      if (!signal.aborted) this.#store(page, answer);
    } catch (error) {
      if (!signal.aborted) this.problem = problemFrom(error);
    }
    if (signal.aborted) return;
    this.#requested.delete(page);
    this.#onChange();
  }

  #store(page: number, { total, matching, tasks }: TaskPage): void {
    const visible = this.#isOutdated ? this.#visiblePages() : [];
    if (this.#isOutdated)
      this.#pages = new Map([...this.#pages].filter(([number]) => visible.includes(number)));
    this.#isOutdated = false;
    this.#pages.delete(page);
    this.#pages.set(page, tasks);
    for (const number of [...this.#pages.keys()].slice(0, -keptPages)) this.#pages.delete(number);
    this.counts = { total, matching };
    this.problem = undefined;
  }

  #visiblePages(): number[] {
    const [first, end] = this.#range;
    return [...this.#pages.keys()].filter((page) => page * pageRows < end && (page + 1) * pageRows > first);
  }
}
