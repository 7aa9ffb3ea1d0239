/** Returns the lines that an animated terminal shows without its animation, from the top. */
export const lastFrameOf = (svg: string): string[] => {
  const lines = new Map<number, string>();
  for (const [, row = "", content = ""] of svg.matchAll(/^<g(?! class="h).* (\d+)\)">(.*)<\/g>$/gm))
    lines.set(Number(row), content.replace(/<\/text><text/g, "</text> <text").replace(/<[^>]*>/g, ""));
  return [...lines].sort(([a], [b]) => a - b).map(([, text]) => unescaped(text));
};

const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
