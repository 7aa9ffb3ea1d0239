import type { ComponentChildren } from "preact";

interface KeyFigureProps {
  readonly label: string;
  readonly note?: string | undefined;
  readonly children: ComponentChildren;
}

/** A number in large type, in a `<dl class="figures">`. */
export const KeyFigure = ({ label, note, children }: KeyFigureProps) => (
  <div>
    <dt>{label}</dt>
    <dd class="figure-value">{children}</dd>
    {note !== undefined && <dd class="muted">{note}</dd>}
  </div>
);
