import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { ActionResult, Problem } from "../../contract/dashboard.ts";
import { problemFrom } from "../api.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { ProblemNotice } from "./notice.tsx";

export interface Action {
  /** Text of the button, such as "Cancel". */
  readonly label: string;
  /** Shown while the action runs, such as "Cancelling…". */
  readonly busy: string;
  /** Title and text of the question. */
  readonly question: string;
  readonly effects: ComponentChildren;
  readonly confirm: string;
  readonly isDangerous?: boolean | undefined;
  readonly run: () => Promise<ActionResult>;
}

/** Progress and result of the last action of a page. */
interface ActionState {
  readonly busy?: string | undefined;
  readonly result?: ActionResult | undefined;
  readonly problem?: Problem | undefined;
}

/** Runs one action at a time, each after its question. */
export const useActions = (): {
  readonly state: ActionState;
  readonly start: (action: Pick<Action, "busy" | "run">) => void;
} => {
  const [state, setState] = useState<ActionState>({});
  const start = ({ busy, run }: Pick<Action, "busy" | "run">): void => {
    setState({ busy });
    run().then(
      (result) => setState({ result }),
      (error: unknown) => setState({ problem: problemFrom(error) }),
    );
  };
  return { state, start };
};

interface ActionButtonsProps {
  readonly actions: readonly Action[];
  readonly isBusy: boolean;
  readonly onStart: (action: Action) => void;
}

export const ActionButtons = ({ actions, isBusy, onStart }: ActionButtonsProps) => {
  const [asked, setAsked] = useState<Action>();
  return (
    <div class="actions">
      {actions.map((action) => (
        <button
          key={action.label}
          type="button"
          class="button"
          aria-disabled={isBusy}
          onClick={() => !isBusy && setAsked(action)}
        >
          {action.label}
        </button>
      ))}
      {asked !== undefined && (
        <ConfirmDialog
          title={asked.question}
          confirm={asked.confirm}
          isDangerous={asked.isDangerous}
          onConfirm={() => onStart(asked)}
          onClose={() => setAsked(undefined)}
        >
          {asked.effects}
        </ConfirmDialog>
      )}
    </div>
  );
};

interface ActionStatusProps {
  readonly state: ActionState;
  /** Shown after the result's message. */
  readonly children?: ComponentChildren;
}

/** The result of the last action, announced by screen readers. */
export const ActionStatus = ({ state, children }: ActionStatusProps) => (
  <div role="status" class="action-status">
    {state.busy !== undefined && <p class="muted">{state.busy}</p>}
    {state.result !== undefined && (
      <div class="notice notice-info">
        <div>
          <p>{state.result.message}</p>
          {children}
        </div>
      </div>
    )}
    {state.problem !== undefined && <ProblemNotice problem={state.problem} />}
  </div>
);
