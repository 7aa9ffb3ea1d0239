const fontSize = 14;
/** Width of a column of a monospaced font. */
const columnWidth = 8.4;
const lineHeight = 18;
const margin = 16;

/** Returns an SVG of a terminal that shows these lines; those that start with `$ ` are commands. */
export const terminalPicture = (title: string, lines: readonly string[]): string => {
  const columns = Math.max(...lines.map((line) => line.length));
  const width = Math.ceil(columns * columnWidth) + 2 * margin;
  const height = lines.length * lineHeight + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${fontSize}" fill="#d8dee4">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#1c2128"/>`,
    ...lines.map(shown),
    "</svg>\n",
  ].join("\n");
};

/** The length keeps tables straight in any font. */
const shown = (line: string, index: number): string => {
  const y = margin + index * lineHeight + fontSize;
  const length = Math.round(line.length * columnWidth * 10) / 10;
  const color = line.startsWith("$ ") ? ' fill="#8ddb8c"' : "";
  return line === ""
    ? ""
    : `<text x="${margin}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve"${color}>${escaped(line)}</text>`;
};

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
