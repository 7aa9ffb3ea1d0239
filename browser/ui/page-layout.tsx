import type { ComponentChildren } from "preact";
import { ThemeSwitch } from "./theme-switch.tsx";

interface PageLayoutProps {
  readonly title: ComponentChildren;
  /** Links to sections or pages: address and text. */
  readonly links: readonly (readonly [href: string, text: string])[];
  /** Address among `links` of the page that is shown. */
  readonly current?: string | undefined;
  readonly children: ComponentChildren;
  readonly footer?: ComponentChildren;
}

/** Landmarks of a page: header with navigation and theme, main, footer. */
export const PageLayout = ({ title, links, current, children, footer }: PageLayoutProps) => (
  <>
    <a class="skip" href="#main">
      Skip to content
    </a>
    <header class="page-header">
      <div class="page-title">{title}</div>
      <nav aria-label="Page" class="screen-only">
        <ul>
          {links.map(([href, text]) => (
            <li key={href}>
              <a href={href} aria-current={href === current ? "page" : undefined}>
                {text}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <ThemeSwitch />
    </header>
    <main id="main" tabIndex={-1}>
      {children}
    </main>
    {footer !== undefined && <footer class="page-footer">{footer}</footer>}
  </>
);

interface SectionProps {
  /** Anchor of the section. */
  readonly id: string;
  readonly title: string;
  /** Content to the right of the heading. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export const Section = ({ id, title, aside, children }: SectionProps) => (
  <section id={id} aria-labelledby={`${id}-title`}>
    <div class="section-head">
      <h2 id={`${id}-title`}>{title}</h2>
      {aside}
    </div>
    {children}
  </section>
);
