import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { documents } from "./documents.ts";
import { root } from "./root.ts";

// `npm run docs`
for (const [path, text] of Object.entries(await documents())) {
  await writeFile(join(root, path), text);
  console.log(path);
}
