interface DownloadButtonProps {
  readonly name: string;
  /** Called at the click. */
  readonly text: () => string;
  readonly label: string;
}

/** Saves a text as a CSV file, without a server. */
export const DownloadButton = ({ name, text, label }: DownloadButtonProps) => {
  const download = (): void => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text()], { type: "text/csv;charset=utf-8" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
  return (
    <button type="button" class="button screen-only" onClick={download}>
      {label}
    </button>
  );
};
