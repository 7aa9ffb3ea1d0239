import { useEffect, useState } from "preact/hooks";

interface CopyButtonProps {
  /** Called at the click, so that large texts are made only when needed. */
  readonly text: () => string;
  /** Such as "Copy command". */
  readonly label: string;
}

/** Copies a text to the clipboard and confirms it. */
export const CopyButton = ({ text, label }: CopyButtonProps) => {
  const [result, setResult] = useState<"" | "Copied" | "Copy failed">("");
  useEffect(() => {
    const timer = setTimeout(() => setResult(""), 2000);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = async (): Promise<void> => setResult((await copyText(text())) ? "Copied" : "Copy failed");
  return (
    <button type="button" class="button screen-only" onClick={copy}>
      <span aria-live="polite">{result || label}</span>
    </button>
  );
};

/** Returns whether the text was copied. */
const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text);
  }
};

/** For pages that may not use the clipboard's interface, such as pages opened from a file in some browsers. */
const copySelection = (text: string): boolean => {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  return isCopied;
};
