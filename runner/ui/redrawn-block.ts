import { createLogUpdate } from "log-update";
import stringWidth from "string-width";
import type { Terminal } from "../terminal.ts";
import { columnsOf } from "../text/columns.ts";

/** Lines at the end of a terminal's output that are drawn again and again. */
interface RedrawnBlock {
  /** Nothing is drawn of an empty text. */
  readonly draw: (text: string) => void;
  readonly clear: () => void;
  /** Leaves what is drawn, and gives the cursor back. */
  readonly end: () => void;
}

export const redrawnBlock = (stream: Terminal["stderr"]): RedrawnBlock => {
  const sized = withSize(stream);
  let block = createLogUpdate(sized);
  let drawn = { text: "", columns: columnsOf(stream) };
  let isBegun = false;
  return {
    draw: (text) => {
      const columns = columnsOf(stream);
      if (text === drawn.text && columns === drawn.columns) return;
      if (columns < drawn.columns && drawn.text !== "") {
        // The terminal has broken the lines, of which log-update knows nothing.
        stream.write(eraseBroken(drawn.text, columns));
        block = createLogUpdate(sized);
      }
      drawn = { text, columns };
      if (text === "") return;
      isBegun = true;
      block(text);
    },
    clear: () => {
      block.clear();
      drawn = { ...drawn, text: "" };
    },
    end: () => {
      if (isBegun) block.done();
    },
  };
};

/** The stream for log-update, which draws nothing where a terminal of an unknown size reports 0 rows. */
const withSize = (stream: Terminal["stderr"]): NodeJS.WritableStream =>
  new Proxy(stream, {
    get: (target, name) => {
      if (name === "columns") return columnsOf(target);
      const value: unknown = Reflect.get(target, name);
      if (name === "rows") return value || 24;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

/** Takes lines away that a narrower terminal has broken into more; the cursor is on the line below them. */
const eraseBroken = (text: string, columns: number): string => {
  const heights = text.split("\n").map((line) => Math.ceil(stringWidth(line) / columns));
  const lines = heights.reduce((sum, height) => sum + Math.max(1, height), 0);
  return `\u001B[${lines}A\r\u001B[J`;
};
