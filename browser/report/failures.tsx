import type { ReportData, ReportedFailure } from "../contract/report-data.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { counted } from "../ui/format.ts";
import { Section } from "../ui/page-layout.tsx";

/** Failures grouped by cause, each with the end of a log. */
export const Failures = ({ failures }: Pick<ReportData, "failures">) => (
  <Section id="failures" title="Failures">
    <ol class="failures">
      {failures.map((failure) => (
        <li key={failure.cause}>
          <Failure {...failure} />
        </li>
      ))}
    </ol>
  </Section>
);

const Failure = ({ cause, count, hint, sample, log, logPath, logCommand }: ReportedFailure) => (
  <article>
    <h3>
      <bdi>{cause}</bdi> <span class="muted">{counted(count, "task")}</span>
    </h3>
    {hint !== undefined && <p>{hint}</p>}
    <p class="muted">
      {count > 1 ? "For example " : ""}
      <bdi>{sample}</bdi>
      {logPath !== undefined && (
        <>
          {" · "}
          <a href={pathAddress(logPath)}>Full log</a>
        </>
      )}
    </p>
    {logPath === undefined && logCommand !== undefined && (
      <p class="command">
        <span class="muted">Full log:</span> <code>{logCommand}</code>
        <CopyButton label="Copy" text={() => logCommand} />
      </p>
    )}
    {log.length > 0 && (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable by keyboard.
      <pre tabIndex={0} dir="auto">
        {log.join("\n")}
      </pre>
    )}
  </article>
);

/** Escapes a path, so that a name such as `a#b` or `javascript:x` stays a path next to the report. Accepts lone surrogates. */
const pathAddress = (path: string): string =>
  `./${path.toWellFormed().split("/").map(encodeURIComponent).join("/")}`;
