import { appendFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DeclaredResource } from "../helpers/declared-resources.ts";

const files = {
  "Pulumi.yaml": "name: azure-batch-workloads\nruntime: nodejs\n",
  "package.json": '{ "main": "index.ts" }\n',
  // All other options are the SDK's defaults.
  "tsconfig.json": '{ "compilerOptions": { "strict": true }, "files": ["index.ts"] }\n',
};

/** Replaces the Pulumi program in `folder` by one for ts-node that declares these resources with `import * as azure`. */
export const writeDefaultWay = async (
  folder: string,
  resources: readonly DeclaredResource[],
): Promise<void> => {
  const program = ['import * as azure from "@pulumi/azure-native";', ...resources.map(statement), ""].join(
    "\n",
  );
  for (const [name, text] of Object.entries({ ...files, "index.ts": program })) {
    // The file may be a link to this project's file.
    await rm(join(folder, name), { force: true });
    await writeFile(join(folder, name), text);
  }
};

export const editDefaultWay = (folder: string, round: number): Promise<void> =>
  appendFile(join(folder, "index.ts"), `// ${round}\n`);

/** Declares a resource without references and components, so that this program has less work than ours. */
const statement = ({ type, name, inputs }: DeclaredResource): string => {
  const [, module, kind] = type.split(":");
  return `new azure.${module}.${kind}(${JSON.stringify(name)}, ${JSON.stringify(inputs)});`;
};
