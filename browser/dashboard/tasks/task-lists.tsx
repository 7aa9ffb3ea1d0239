import { useState } from "preact/hooks";
import { bytes as fileSize } from "../../../runner/text/amounts.ts";
import type { TaskDetail } from "../../contract/dashboard-tasks.ts";
import { count, counted } from "../../ui/format.ts";
import { Section } from "../../ui/page-layout.tsx";
import { taskFileHref } from "../api.ts";
import { Name } from "../parts/name.tsx";

/** Entries of a list before "Show all". */
const firstEntries = 20;

export const InputList = ({ inputs }: { readonly inputs: readonly string[] }) => {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? inputs : inputs.slice(0, firstEntries);
  return (
    <Section id="inputs" title="Inputs" aside={<span class="muted">{counted(inputs.length, "file")}</span>}>
      <ul class="names">
        {shown.map((input) => (
          <li key={input}>
            <Name text={input} />
          </li>
        ))}
      </ul>
      {shown.length < inputs.length && (
        <button type="button" class="button" onClick={() => setIsWhole(true)}>
          Show all {count(inputs.length)}
        </button>
      )}
    </Section>
  );
};

/** Names of the environment variables. Their values may be secret and aren't sent to the page. */
export const VariableList = ({ variables }: { readonly variables: readonly string[] }) =>
  variables.length === 0 ? null : (
    <details>
      <summary>{counted(variables.length, "environment variable")}</summary>
      <ul class="names">
        {variables.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </ul>
      <p class="muted note">Values may be secret and aren't shown.</p>
    </details>
  );

interface FileListProps {
  readonly jobId: string;
  readonly task: TaskDetail;
}

export const FileList = ({ jobId, task }: FileListProps) => (
  <Section id="files" title="Files">
    {task.files.length === 0 ? (
      <p class="muted">No files yet.</p>
    ) : (
      <table class="plain files">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" class="right">
              Size
            </th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {task.files.map(({ path, bytes, source }) => (
            <tr key={`${source}/${path}`}>
              <td>
                <a href={taskFileHref(jobId, task.id, path)} download={path.split("/").at(-1)}>
                  <Name text={path} />
                </a>
              </td>
              <td class="right">{fileSize(bytes)}</td>
              <td class="muted">{source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Section>
);
