import { styleText } from "node:util";
import type { Stream } from "../terminal.ts";

type Format = Parameters<typeof styleText>[0];

/** Styles text if the stream supports it. */
export type Style = (format: Format, text: string) => string;

/** Returns a style for a stream. */
export const styleOf =
  (stream: Stream): Style =>
  (format, text) =>
    styleText(format, text, { stream, validateStream: true });
