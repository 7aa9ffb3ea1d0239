import { CopyButton } from "../../ui/copy-button.tsx";
import { visibleName } from "../logs/plain-text.ts";

/** A command to copy. */
export const Command = ({ text }: { readonly text: string }) => (
  <div class="command">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
    <pre tabIndex={0}>
      <code>{visibleName(text)}</code>
    </pre>
    <CopyButton text={() => text} label="Copy command" />
  </div>
);
