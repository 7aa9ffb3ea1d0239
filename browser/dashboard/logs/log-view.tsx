import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { bytes as fileSize } from "../../../runner/text/amounts.ts";
import type { Problem } from "../../contract/dashboard.ts";
import type { LogPiece, LogText } from "./log-text.ts";
import { visibleName } from "./plain-text.ts";

interface LogViewProps {
  /** Such as `stdout.txt`. */
  readonly name: string;
  readonly state: { readonly value?: LogText | undefined; readonly problem?: Problem | undefined };
  /** Address of the whole log. */
  readonly href: string;
}

/** The end of a log. It follows the end until the reader scrolls up. */
export const LogView = ({ name, state: { value: log, problem }, href }: LogViewProps) => {
  const scroller = useRef<HTMLElement>(null);
  const [isFollowing, setIsFollowing] = useState(true);
  const scrollToEnd = (): void => {
    const element = scroller.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  };
  useLayoutEffect(() => {
    if (isFollowing) scrollToEnd();
  }, [log, isFollowing]);
  const onScroll = (): void => {
    if (scroller.current !== null) setIsFollowing(isAtEnd(scroller.current));
  };
  return (
    <div class="log">
      <div class="log-head">
        <h3>{name}</h3>
        <span class="muted">{statusText(log, problem)}</span>
        <span class="log-buttons">
          {!isFollowing && log?.isComplete === false && (
            <button type="button" class="button" onClick={() => setIsFollowing(true)}>
              Follow
            </button>
          )}
          <a href={href} download={name}>
            Download<span class="hidden-text"> {name}</span>
          </a>
        </span>
      </div>
      <section
        ref={scroller}
        class="log-text"
        aria-label={name}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        onScroll={onScroll}
      >
        {log?.isShortened && <p class="log-note">The beginning is left out; download the log to see it.</p>}
        {log?.pieces.map((piece) => (
          <Piece key={piece.key} piece={piece} />
        ))}
      </section>
    </div>
  );
};

const Piece = ({ piece: { text, hasGap } }: { readonly piece: LogPiece }) => (
  <>
    {hasGap && <p class="log-note">Lines are left out here; the log grows faster than it is shown.</p>}
    <pre>{text}</pre>
  </>
);

const statusText = (log: LogText | undefined, problem: Problem | undefined): string => {
  if (log === undefined) return problem === undefined ? "Loading…" : visibleName(problem.message);
  if (log.end === 0) return log.isComplete ? "Empty" : "Nothing written yet";
  return `${fileSize(log.end)}${log.isComplete ? "" : ", being written"}`;
};

/** Distance from the end at which a reader still follows. Pixels. */
const tolerance = 24;

const isAtEnd = ({ scrollTop, clientHeight, scrollHeight }: HTMLElement): boolean =>
  scrollTop + clientHeight >= scrollHeight - tolerance;
