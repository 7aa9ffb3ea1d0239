import { camelCase } from "./new-names.ts";

interface Renamed {
  /** Text of the example's `workload.ts`. */
  readonly declaration: string;
  /** Names of the example and of the new workload. */
  readonly example: string;
  readonly name: string;
  /** Whether the project has the contract of workloads in `task/`. Other projects import it from the package. */
  readonly hasContract: boolean;
  /** Prefix for the globs of the inputs. */
  readonly inputsFolder: string;
}

/** Returns the `workload.ts` of a new workload. */
export const declarationFor = ({
  declaration,
  example,
  name,
  hasContract,
  inputsFolder,
}: Renamed): string => {
  const renamed = declaration
    .replaceAll(new RegExp(`\\b${camelCase(example)}\\b(?= =)`, "g"), camelCase(name))
    .replace(/^( {2}inputs: ")/m, `$1${inputsFolder}`);
  return hasContract ? renamed : withPackageImport(renamed);
};

const contractImport = /^import \{ (.+) \} from "\.\.\/(?:workload|sweep|csv)\.ts";\n/gm;

/** Replaces the imports of the contract by one from the package. */
const withPackageImport = (declaration: string): string => {
  const names = Array.from(declaration.matchAll(contractImport), ([, listed = ""]) =>
    listed.split(", "),
  ).flat();
  const place = declaration.search(contractImport);
  const rest = declaration.replaceAll(contractImport, "");
  const own = `import { ${names.sort(byName).join(", ")} } from "azbatch";\n`;
  return rest.slice(0, place) + own + rest.slice(place);
};

/** Sorts `type InputFile` by its name. */
const byName = (a: string, b: string): number => (a.replace("type ", "") < b.replace("type ", "") ? -1 : 1);
