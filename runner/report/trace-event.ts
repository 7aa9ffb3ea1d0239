/** An event of Chrome's trace format, which Perfetto and chrome://tracing read. Times are in microseconds. */
export interface TraceEvent {
  /** Metadata, complete slice, instant or counter. */
  readonly ph: "M" | "X" | "i" | "C";
  readonly name: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  /** Scope of an instant: its thread. */
  readonly s?: "t";
  readonly args?: Readonly<Record<string, string | number>>;
}
