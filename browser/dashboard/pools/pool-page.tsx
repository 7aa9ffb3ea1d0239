import type { PoolView } from "../../contract/dashboard.ts";
import { cost, counted } from "../../ui/format.ts";
import { Section } from "../../ui/page-layout.tsx";
import { visibleName } from "../logs/plain-text.ts";
import { Facts } from "../parts/facts.tsx";
import { Notice } from "../parts/notice.tsx";
import { PageHead } from "../parts/page-head.tsx";
import { TopicContent } from "../parts/topic-content.tsx";
import { useTitle } from "../parts/use-title.ts";
import { hrefs } from "../routes.ts";
import { useTopic } from "../stream/stream-context.tsx";
import { AutoscaleSection } from "./autoscale-section.tsx";
import { NodeGrid } from "./node-grid.tsx";
import { nodeKind, slotsText } from "./node-kinds.ts";
import { PoolChart } from "./pool-chart.tsx";
import { numbersText, stateText } from "./pools-page.tsx";

/** One pool: nodes, errors, size over time, autoscale formula. */
export const PoolPage = ({ poolId }: { readonly poolId: string }) => {
  const { value: pools, problem, isStale } = useTopic("pools");
  const pool = pools?.find(({ id }) => id === poolId);
  useTitle(
    pool === undefined ? poolId : `${counted(pool.nodes.length, "node")} – ${poolId}`,
    pool ? "running" : "notRun",
  );
  return (
    <>
      <PageHead
        above={[[hrefs.pools, "Pools"]]}
        title={poolId}
        badge={pool && <span class="muted">{stateText(pool)}</span>}
      />
      {pools !== undefined && pool === undefined ? (
        <Notice kind="warning">
          <p>The Batch account has no pool {visibleName(poolId)}. It may have been deleted.</p>
        </Notice>
      ) : (
        <TopicContent state={{ value: pool, problem, isStale }}>
          {(value) => <PoolContent pool={value} />}
        </TopicContent>
      )}
    </>
  );
};

const PoolContent = ({ pool, pool: { costPerHour: price } }: { readonly pool: PoolView }) => (
  <>
    {pool.resizeErrors.map((error) => (
      <Notice key={error} kind="error">
        <p>{visibleName(error)}</p>
      </Notice>
    ))}
    <StartTaskErrors pool={pool} />
    <Facts
      facts={[
        ["VM size", pool.vmSize],
        ["Nodes", numbersText(pool.current)],
        ["Target", numbersText(pool.target)],
        ["Slots per node", String(pool.slotsPerNode)],
        ["Cost of these nodes", price && `${cost(price.amount, price.currency)} per hour`],
      ]}
    />
    {price && <p class="muted note">Cost: {price.basis}</p>}
    <Section id="nodes" title="Nodes" aside={<span class="muted">{slotsText(pool.nodes)}</span>}>
      {pool.nodes.length === 0 ? (
        <p class="muted">The pool has no nodes now.</p>
      ) : (
        <NodeGrid poolId={pool.id} nodes={pool.nodes} />
      )}
    </Section>
    <PoolChart history={pool.history} />
    {pool.autoscale && <AutoscaleSection poolId={pool.id} autoscale={pool.autoscale} />}
  </>
);

/** Says that nodes failed, and how to see why. */
const StartTaskErrors = ({ pool: { nodes } }: { readonly pool: PoolView }) => {
  const broken = nodes.filter((node) => nodeKind(node).name === "broken");
  const [first] = broken;
  if (first === undefined) return null;
  return (
    <Notice kind="error">
      <p>
        <strong>{counted(broken.length, "node")} can't run tasks.</strong>{" "}
        {visibleName(first.error ?? first.state)}
      </p>
      <p>Open a node below to see the log of its start task.</p>
    </Notice>
  );
};
