import { appendFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DeclaredResource } from "../helpers/declared-resources.ts";

const files = {
  "Pulumi.yaml": "name: azure-batch-workloads\nruntime: nodejs\n",
  "package.json": '{ "main": "index.ts" }\n',
  // The rest is the SDK's default.
  "tsconfig.json": '{ "compilerOptions": { "strict": true }, "files": ["index.ts"] }\n',
};

/** Turns the Pulumi project in `folder` into one that declares these with `import * as azure`, for ts-node. */
export const writeDefaultWay = async (
  folder: string,
  resources: readonly DeclaredResource[],
): Promise<void> => {
  const program = ['import * as azure from "@pulumi/azure-native";', ...resources.map(statement), ""].join(
    "\n",
  );
  for (const [name, text] of Object.entries({ ...files, "index.ts": program })) {
    // It may be a link to our own.
    await rm(join(folder, name), { force: true });
    await writeFile(join(folder, name), text);
  }
};

export const editDefaultWay = (folder: string, round: number): Promise<void> =>
  appendFile(join(folder, "index.ts"), `// ${round}\n`);

/** No references between them and no components, which is less to do than our own program has. */
const statement = ({ type, name, inputs }: DeclaredResource): string => {
  const [, module, kind] = type.split(":");
  return `new azure.${module}.${kind}(${JSON.stringify(name)}, ${JSON.stringify(inputs)});`;
};
