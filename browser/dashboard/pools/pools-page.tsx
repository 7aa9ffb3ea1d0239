import type { NodeNumbers, PoolView } from "../../contract/dashboard.ts";
import { cost, counted } from "../../ui/format.ts";
import { visibleName } from "../logs/plain-text.ts";
import { Name } from "../parts/name.tsx";
import { PageHead } from "../parts/page-head.tsx";
import { TopicContent } from "../parts/topic-content.tsx";
import { useTitle } from "../parts/use-title.ts";
import { hrefs } from "../routes.ts";
import { useTopic } from "../stream/stream-context.tsx";
import { nodeKind, nodeKinds, slotsText } from "./node-kinds.ts";

/** All pools of the Batch account. */
export const PoolsPage = () => {
  const state = useTopic("pools");
  const nodes = state.value?.reduce((sum, pool) => sum + pool.nodes.length, 0);
  useTitle(nodes === undefined ? "Pools" : counted(nodes, "node"), nodes ? "running" : "notRun");
  return (
    <>
      <PageHead
        above={[]}
        title="Pools"
        badge={state.value && <span class="muted">{counted(state.value.length, "pool")}</span>}
      />
      <TopicContent state={state}>
        {(pools) =>
          pools.length === 0 ? (
            <p class="empty">The Batch account has no pools.</p>
          ) : (
            <ul class="rows pool-rows">
              {pools.map((pool) => (
                <PoolItem key={pool.id} pool={pool} />
              ))}
            </ul>
          )
        }
      </TopicContent>
    </>
  );
};

const PoolItem = ({ pool }: { readonly pool: PoolView }) => (
  <li>
    <div>
      <a href={hrefs.pool(pool.id)}>
        <Name text={pool.id} most={40} />
      </a>
      <div class="muted">{pool.vmSize}</div>
    </div>
    <div>
      {numbersText(pool.current)}
      <div class="muted">
        {pool.nodes.length === 0 ? "no nodes" : `${nodeStates(pool)}; ${slotsText(pool.nodes)}`}
      </div>
    </div>
    <div>
      {stateText(pool)}
      <div class="muted">{pool.autoscale === undefined ? "fixed size" : "autoscale"}</div>
    </div>
    <div class="pool-cost">
      {pool.costPerHour && (
        <span title={pool.costPerHour.basis}>
          {cost(pool.costPerHour.amount, pool.costPerHour.currency)} per hour
        </span>
      )}
    </div>
    {pool.resizeErrors.length > 0 && <p class="run-waiting">{visibleName(pool.resizeErrors[0] ?? "")}</p>}
  </li>
);

/** Such as "2 dedicated, 1 spot". */
export const numbersText = ({ dedicated, spot }: NodeNumbers): string =>
  spot === 0 ? counted(dedicated, "node") : `${dedicated} dedicated, ${spot} spot`;

/** A pool's state, with that of its allocation while nodes come or go. */
export const stateText = ({ state, allocationState }: PoolView): string =>
  allocationState === "steady" ? state : `${state}, ${allocationState}`;

const nodeStates = ({ nodes }: PoolView): string => {
  const names = nodes.map((node) => nodeKind(node).name);
  return nodeKinds
    .map(({ name, label }) => [names.filter((other) => other === name).length, label.toLowerCase()] as const)
    .filter(([number]) => number > 0)
    .map(([number, label]) => `${number} ${label}`)
    .join(", ");
};
