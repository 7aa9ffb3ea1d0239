import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";

/** The script `stats.py` of README's examples. */
export const statsProgram = `\
import json, re, sys
from collections import Counter

words = re.findall(r"[a-z']+", open(sys.argv[1]).read().lower())
print(json.dumps({"words": len(words), "distinct": len(set(words)), "top": Counter(words).most_common(3)}))
`;

const titles = "tide clock river light".split(" ");

/** Returns 12 texts of about a megabyte, by name: the project's sample texts, repeated. */
export const shortTexts = (): [name: string, text: string][] => {
  const texts = ["harbour", "clockmaker", "river"].map((name) =>
    readFileSync(join(root, `data/${name}.txt`), "utf8"),
  );
  return titles.flatMap((title, index) =>
    [1, 2, 3].map((chapter): [string, string] => [
      `${title}-${chapter}.txt`,
      texts[index % texts.length]!.repeat(80 + ((index * 37 + chapter * 61) % 100)),
    ]),
  );
};
