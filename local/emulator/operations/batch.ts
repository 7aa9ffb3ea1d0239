import type { Cluster } from "../cluster/cluster.ts";
import type { Store } from "../state/store.ts";
import type { Clock } from "../time/clock.ts";

/** What operations work with; each names the parts that it needs. */
export interface Batch {
  readonly store: Store;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
  /** The service's directory, where the nodes' files are. */
  readonly dir: string;
}
