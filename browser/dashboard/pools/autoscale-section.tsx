import { useState } from "preact/hooks";
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

/** The formula, which can be edited and evaluated without being applied, and the results of its last evaluation. */
export const AutoscaleSection = ({ poolId, autoscale }: AutoscaleSectionProps) => (
  <Section id="autoscale" title="Autoscale formula">
    {autoscale.error !== undefined && (
      <Notice kind="error">
        <p>{visibleName(autoscale.error)}</p>
      </Notice>
    )}
    <FormulaForm poolId={poolId} formula={autoscale.formula} />
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

interface FormulaFormProps {
  readonly poolId: string;
  /** The pool's formula. */
  readonly formula: string;
}

const FormulaForm = ({ poolId, formula }: FormulaFormProps) => {
  const { state, start } = useActions();
  const [edited, setEdited] = useState<string>();
  const text = edited ?? formula;
  const isEdited = edited !== undefined && edited !== formula;
  const isDisabled = state.busy !== undefined || text.trim() === "";
  const evaluate = (): void => {
    // The page has the pool's formula without secrets, so an unchanged one isn't sent.
    const run = () => actions.evaluate(poolId, isEdited ? text : undefined);
    if (!isDisabled) start({ busy: "Evaluating…", run });
  };
  return (
    <>
      <textarea
        class="formula"
        aria-label="Formula"
        aria-describedby="formula-note"
        rows={Math.min(20, text.split("\n").length + 1)}
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => setEdited(currentTarget.value)}
      />
      <p id="formula-note" class="muted note">
        Edit the formula to try it. An evaluation changes nothing; the pool keeps its formula.
      </p>
      <div class="actions">
        <button type="button" class="button" aria-disabled={isDisabled} onClick={evaluate}>
          {isEdited ? "Evaluate edited formula" : "Evaluate now"}
        </button>
        {isEdited && (
          <button type="button" class="button" onClick={() => setEdited(undefined)}>
            Undo edits
          </button>
        )}
      </div>
      <ActionStatus state={state}>
        {state.result?.results !== undefined && <Variables results={state.result.results} />}
      </ActionStatus>
    </>
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
