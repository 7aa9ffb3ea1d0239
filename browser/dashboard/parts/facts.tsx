import type { ComponentChild } from "preact";

/** Labels and values; a fact without a value isn't shown. */
type Fact = readonly [label: string, value: ComponentChild];

export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <dl class="facts">
    {facts
      .filter(([, value]) => value !== undefined && value !== "" && value !== false)
      .map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);
