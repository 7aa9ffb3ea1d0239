import { stripVTControlCharacters } from "node:util";
import { createLogUpdate } from "log-update";
import type { Terminal } from "../terminal.ts";

/** Lines at the end of a terminal's output that are drawn again and again. */
interface RedrawnBlock {
  /** Nothing is drawn of an empty text. */
  readonly draw: (text: string) => void;
  readonly clear: () => void;
  /** Leaves what is drawn, and gives the cursor back. */
  readonly end: () => void;
}

export const redrawnBlock = (stream: Terminal["stderr"]): RedrawnBlock => {
  let block = createLogUpdate(stream);
  let drawn = { text: "", columns: columnsOf(stream) };
  let isBegun = false;
  return {
    draw: (text) => {
      const columns = columnsOf(stream);
      if (text === drawn.text && columns === drawn.columns) return;
      if (columns < drawn.columns && drawn.text !== "") {
        // The terminal has broken the lines, of which log-update knows nothing.
        stream.write(eraseBroken(drawn.text, columns));
        block = createLogUpdate(stream);
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

export const columnsOf = ({ columns }: Terminal["stderr"]): number => columns ?? 80;

/** Takes lines away that a narrower terminal has broken into more; the cursor is on the line below them. */
const eraseBroken = (text: string, columns: number): string => {
  const heights = text.split("\n").map((line) => Math.ceil(stripVTControlCharacters(line).length / columns));
  const lines = heights.reduce((sum, height) => sum + Math.max(1, height), 0);
  return `\u001B[${lines}A\r\u001B[J`;
};
