import type { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Colours text, where the reader wants colours. */
export type Style = (format: Format, text: string) => string;
