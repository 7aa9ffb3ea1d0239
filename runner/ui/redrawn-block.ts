import { createLogUpdate } from "log-update";
import stringWidth from "string-width";
import type { Terminal } from "../terminal.ts";
import { columnsOf } from "../text/columns.ts";

/** Lines at the end of a terminal's output that can be redrawn. */
interface RedrawnBlock {
  /** Draws nothing for an empty text. */
  readonly draw: (text: string) => void;
  readonly clear: () => void;
  /** Keeps the lines and shows the cursor again. */
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
        // log-update doesn't know that the terminal has wrapped the lines.
        stream.write(eraseWrapped(drawn.text, columns));
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

/** Wraps the stream for log-update, which draws nothing if a terminal of unknown size reports 0 rows. */
const withSize = (stream: Terminal["stderr"]): NodeJS.WritableStream =>
  new Proxy(stream, {
    get: (target, name) => {
      if (name === "columns") return columnsOf(target);
      const value: unknown = Reflect.get(target, name);
      if (name === "rows") return value || 24;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

/** Returns a sequence that erases lines which a narrower terminal has wrapped. The cursor is on the line below them. */
const eraseWrapped = (text: string, columns: number): string => {
  const heights = text.split("\n").map((line) => Math.ceil(stringWidth(line) / columns));
  const lines = heights.reduce((sum, height) => sum + Math.max(1, height), 0);
  return `\u001B[${lines}A\r\u001B[J`;
};
