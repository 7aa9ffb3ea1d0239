import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface ConfirmDialogProps {
  readonly title: string;
  /** Text of the button that starts the action. */
  readonly confirm: string;
  readonly isDangerous?: boolean | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A modal question that says what an action does. Escape and the first button close it. */
export const ConfirmDialog = (props: ConfirmDialogProps) => {
  const { title, confirm, isDangerous, onConfirm, onClose, children } = props;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Back
        </button>
        <button
          type="button"
          class={`button ${isDangerous ? "button-danger" : "button-main"}`}
          onClick={() => {
            dialog.current?.close();
            onConfirm();
          }}
        >
          {confirm}
        </button>
      </div>
    </dialog>
  );
};
