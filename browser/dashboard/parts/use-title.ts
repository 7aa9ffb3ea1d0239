import { useEffect } from "preact/hooks";
import type { StateKind } from "../../ui/state-badge.tsx";

const colours: Record<StateKind, string> = {
  succeeded: "#1a7f37",
  failed: "#c62828",
  running: "#9a6700",
  waiting: "#6e7781",
  cached: "#5e4db2",
  notRun: "#6e7781",
};

/** Shows a page's state in the browser's tab: in the title, such as "3 running – azbatch", and in the icon's colour. */
export const useTitle = (text: string, kind: StateKind = "notRun"): void => {
  useEffect(() => {
    document.title = `${text} – azbatch`;
  }, [text]);
  useEffect(() => {
    iconElement().href = `data:image/svg+xml,${encodeURIComponent(icon(colours[kind]))}`;
  }, [kind]);
};

const icon = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="${colour}"/><path d="M4 5h8M4 8h5M4 11h7" stroke="#fff" stroke-width="1.6"/></svg>`;

const iconElement = (): HTMLLinkElement => {
  const present = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (present !== null) return present;
  const link = document.createElement("link");
  link.rel = "icon";
  document.head.append(link);
  return link;
};
