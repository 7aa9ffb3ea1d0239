import { statSync } from "node:fs";
import type { Environment } from "./run-tool.ts";

/** Places of packages that the user has configured for pip or uv. May hold credentials. */
interface IndexSettings {
  readonly index?: string | undefined;
  readonly extra: readonly string[];
  readonly links: readonly string[];
  readonly certificates?: string | undefined;
}

/** Returns pip's settings, from `pip config list`, and uv's variables for what pip doesn't set. */
export const indexSettings = async (
  env: Environment,
  pipConfig: () => Promise<string>,
): Promise<IndexSettings> => {
  const pip = parsePipConfig(await pipConfig());
  return {
    index: pip("index-url")[0] ?? env.UV_DEFAULT_INDEX ?? env.UV_INDEX_URL,
    extra: first(pip("extra-index-url"), words(env.UV_INDEX ?? env.UV_EXTRA_INDEX_URL)),
    links: first(pip("find-links"), (env.UV_FIND_LINKS ?? "").split(",").filter(Boolean)),
    certificates: pip("cert")[0],
  };
};

const first = (...lists: readonly (readonly string[])[]): readonly string[] =>
  lists.find(({ length }) => length > 0) ?? [];

const words = (text = ""): string[] =>
  text
    .split(/\s+/)
    .filter(Boolean)
    // uv's own form is `name=URL`.
    .map((word) => word.replace(/^[\w-]+=(?=\w+:)/, ""));

/** Returns a function that finds a setting, whatever its section; a variable of pip wins over its files. */
const parsePipConfig = (list: string): ((name: string) => string[]) => {
  const values = new Map<string, string>();
  for (const line of list.split("\n")) {
    const [, key = "", value = ""] = /^([^=]+?)=['"](.*)['"]$/.exec(line) ?? [];
    const [, section, name = ""] = /^(:env:|global|download|install)\.(.+)$/.exec(key) ?? [];
    if (section === ":env:" || (section !== undefined && !values.has(name))) values.set(name, value);
  }
  return (name) => words(values.get(name)?.replaceAll("\\n", " "));
};

/** Returns the variables by which uv uses the settings, except those that the user has set. */
export const uvVariables = (
  { index, extra, links, certificates }: IndexSettings,
  env: Environment,
): Environment => ({
  ...(index !== undefined && !env.UV_DEFAULT_INDEX && !env.UV_INDEX_URL && { UV_DEFAULT_INDEX: index }),
  ...(extra.length > 0 && !env.UV_INDEX && !env.UV_EXTRA_INDEX_URL && { UV_INDEX: extra.join(" ") }),
  ...(!env.UV_FIND_LINKS && { UV_FIND_LINKS: links.filter(isPlace).join(",") || undefined }),
  ...(certificates !== undefined && !env.SSL_CERT_FILE && { SSL_CERT_FILE: certificates }),
});

/** Returns the variables by which pip uses the settings, except those that the user has set. */
export const pipVariables = ({ index, extra, links }: IndexSettings, env: Environment): Environment => ({
  ...(index !== undefined && !env.PIP_INDEX_URL && { PIP_INDEX_URL: index }),
  ...(extra.length > 0 && !env.PIP_EXTRA_INDEX_URL && { PIP_EXTRA_INDEX_URL: extra.join(" ") }),
  ...(links.length > 0 && !env.PIP_FIND_LINKS && { PIP_FIND_LINKS: links.join(" ") }),
});

/** uv refuses a folder that doesn't exist; pip ignores it. */
const isPlace = (link: string): boolean =>
  /^\w+:\/\//.test(link) || statSync(link, { throwIfNoEntry: false }) !== undefined;
