import type { ComponentChildren } from "preact";
import { Name } from "./name.tsx";

interface PageHeadProps {
  /** Links to the pages above: address and text. */
  readonly above: readonly (readonly [href: string, text: string])[];
  readonly title: string;
  /** Shown after the title, such as a state. */
  readonly badge?: ComponentChildren;
  /** Shown to the right, such as buttons. */
  readonly aside?: ComponentChildren;
}

/** Heading of a page. Navigation moves the focus to it. */
export const PageHead = ({ above, title, badge, aside }: PageHeadProps) => (
  <div class="page-head">
    {above.length > 0 && (
      <nav aria-label="Breadcrumb" class="crumbs">
        <ol>
          {above.map(([href, text]) => (
            <li key={href}>
              <a href={href}>
                <Name text={text} most={44} />
              </a>
            </li>
          ))}
        </ol>
      </nav>
    )}
    <div class="page-head-row">
      <h1 tabIndex={-1}>
        <Name text={title} />
      </h1>
      {badge}
      {aside !== undefined && <div class="page-head-aside">{aside}</div>}
    </div>
  </div>
);
