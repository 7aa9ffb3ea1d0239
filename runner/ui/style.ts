import { styleText } from "node:util";
import type { Stream } from "../terminal.ts";

type Format = Parameters<typeof styleText>[0];

/** Colours text, where the reader wants colours. */
export type Style = (format: Format, text: string) => string;

/** Colours text for a stream that shows colours. */
export const styleOf =
  (stream: Stream): Style =>
  (format, text) =>
    styleText(format, text, { stream, validateStream: true });
