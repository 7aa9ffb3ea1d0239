import type { Cluster } from "../cluster/cluster.ts";
import type { Store } from "../state/store.ts";
import type { Clock } from "../time/clock.ts";

/** Everything that operations use. Each operation names the parts that it needs. */
export interface Batch {
  readonly store: Store;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
  /** The service's folder, which holds the nodes' files. */
  readonly dir: string;
}
