import type { ComponentChildren } from "preact";
import type { Problem } from "../../contract/dashboard.ts";
import { visibleName } from "../logs/plain-text.ts";

interface NoticeProps {
  readonly kind: "error" | "warning" | "info";
  readonly children: ComponentChildren;
}

/** A message in a box. The kind is also a word for screen readers. */
export const Notice = ({ kind, children }: NoticeProps) => (
  <div class={`notice notice-${kind}`}>
    {kind !== "info" && <span class="hidden-text">{kind === "error" ? "Error: " : "Warning: "}</span>}
    <div>{children}</div>
  </div>
);

export const ProblemNotice = ({ problem }: { readonly problem: Problem }) => (
  <Notice kind="error">
    <p>
      <strong>{problem.code}</strong> {visibleName(problem.message)}
    </p>
    {problem.hint !== undefined && <p>{problem.hint}</p>}
  </Notice>
);
