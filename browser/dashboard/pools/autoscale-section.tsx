import type { PoolView } from "../../contract/dashboard.ts";
import { Section } from "../../ui/page-layout.tsx";
import { actions } from "../api.ts";
import { visibleName } from "../logs/plain-text.ts";
import { ActionStatus, useActions } from "../parts/action-buttons.tsx";
import { Age } from "../parts/age.tsx";
import { Facts } from "../parts/facts.tsx";
import { Notice } from "../parts/notice.tsx";
import { intervalText } from "./interval-text.ts";

interface AutoscaleSectionProps {
  readonly poolId: string;
  readonly autoscale: NonNullable<PoolView["autoscale"]>;
}

/** The formula, its last results, and an evaluation now. */
export const AutoscaleSection = ({ poolId, autoscale }: AutoscaleSectionProps) => {
  const { state, start } = useActions();
  const isBusy = state.busy !== undefined;
  const evaluate = (): void => {
    if (!isBusy) start({ busy: "Evaluating…", run: () => actions.evaluate(poolId) });
  };
  return (
    <Section
      id="autoscale"
      title="Autoscale formula"
      aside={
        <button type="button" class="button" aria-disabled={isBusy} onClick={evaluate}>
          Evaluate now
        </button>
      }
    >
      {autoscale.error !== undefined && (
        <Notice kind="error">
          <p>{visibleName(autoscale.error)}</p>
        </Notice>
      )}
      <ActionStatus state={state}>
        {state.result?.results !== undefined && <Variables results={state.result.results} />}
      </ActionStatus>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <pre class="formula" tabIndex={0}>
        <code>{autoscale.formula}</code>
      </pre>
      <Facts
        facts={[
          ["Evaluated every", intervalText(autoscale.interval)],
          ["Last evaluation", autoscale.evaluatedAt && <Age key="age" since={autoscale.evaluatedAt} />],
        ]}
      />
      {autoscale.results !== undefined && (
        <details>
          <summary>Variables of the last evaluation</summary>
          <Variables results={autoscale.results} />
        </details>
      )}
    </Section>
  );
};

/** Variables as Batch returns them: `$TargetDedicatedNodes=1;$NodeDeallocationOption=requeue`. */
const Variables = ({ results }: { readonly results: string }) => (
  <table class="plain">
    <thead>
      <tr>
        <th scope="col">Variable</th>
        <th scope="col">Value</th>
      </tr>
    </thead>
    <tbody>
      {results
        .split(";")
        .map((pair) => pair.trim())
        .filter((pair) => pair !== "")
        .map((pair) => {
          const at = pair.indexOf("=");
          return (
            <tr key={pair}>
              <th scope="row">
                <code>{visibleName(pair.slice(0, at))}</code>
              </th>
              <td>
                <code>{visibleName(pair.slice(at + 1))}</code>
              </td>
            </tr>
          );
        })}
    </tbody>
  </table>
);
