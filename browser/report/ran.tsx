import type { ReportData } from "../contract/report-data.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Section } from "../ui/page-layout.tsx";

/** Facts to repeat the run by. */
export const Ran = ({ ran }: Pick<ReportData, "ran">) => (
  <Section id="ran" title="What ran">
    <dl class="facts">
      {ran.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <bdi>{isCommand(label) ? <code>{value}</code> : value}</bdi>
            {isCommand(label) && <CopyButton label="Copy" text={() => value} />}
          </dd>
        </div>
      ))}
    </dl>
  </Section>
);

const isCommand = (label: string): boolean => /command|again|sha|arguments/i.test(label);
