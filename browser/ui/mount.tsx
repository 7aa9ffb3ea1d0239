import { type ComponentChild, render } from "preact";
import "./theme.css";

/** Shows a page's content in the empty body. */
export const mount = (content: ComponentChild): void => render(content, document.body);
