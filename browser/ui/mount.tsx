import { type ComponentChild, render } from "preact";
import { startTheme } from "./theme.ts";
import "./theme.css";
import "./layout.css";
import "./controls.css";
import "./table.css";
import "./chart.css";

/** Shows a page's content in the empty body. */
export const mount = (content: ComponentChild): void => {
  startTheme();
  render(content, document.body);
};
