import { shortNode } from "../../../runner/text/short-node.ts";
import { visibleName } from "../logs/plain-text.ts";

interface NameProps {
  readonly text: string;
  /** Characters to show; a longer name is shortened in the middle. Default: all. */
  readonly most?: number | undefined;
}

/** A name from Azure or a user, as text. A shortened name has the whole one as its tooltip and for screen readers. */
export const Name = ({ text, most = Number.POSITIVE_INFINITY }: NameProps) => {
  const whole = visibleName(text);
  return <ShortName whole={whole} short={shorten(whole, most)} />;
};

/** A node's id, shortened as in the report and on the terminal. */
export const NodeName = ({ id }: { readonly id: string }) => {
  const whole = visibleName(id);
  return <ShortName whole={whole} short={shortNode(whole)} />;
};

const ShortName = ({ whole, short }: { readonly whole: string; readonly short: string }) =>
  short === whole ? (
    <bdi class="name">{whole}</bdi>
  ) : (
    <bdi class="name" title={whole}>
      <span aria-hidden="true">{short}</span>
      <span class="hidden-text">{whole}</span>
    </bdi>
  );

/** Shortens in the middle, as ends of ids differ most. */
export const shorten = (text: string, most: number): string => {
  const characters = [...text];
  if (characters.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - end).join("")}…${characters.slice(-end).join("")}`;
};
