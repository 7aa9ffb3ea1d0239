/** A subject of the dump, with its files. */
export interface WrittenSection {
  readonly about: string;
  readonly files: readonly string[];
  /** Why files are missing. */
  readonly problem?: string | undefined;
}

/** Kinds of data that a dump never has. */
export const leftOut: readonly string[] = [
  "Left out: keys, SAS, tokens, passwords, values of environment variables, and the",
  "content of inputs and outputs.",
];

/** Returns the dump's README.txt: what is in it, for the user who decides whether to send it. */
export const readmeText = (subject: string, sections: readonly WrittenSection[]): string => {
  const lines = [
    `Debug dump of ${subject}, made by azbatch debug-dump`,
    "",
    "Look through these files before you send them. They contain your data:",
    "names of inputs, outputs, tasks, nodes and accounts, commands, task arguments,",
    "and what your programs printed.",
    "",
    ...leftOut,
    "Secrets are recognized by their names and forms and replaced with <removed>.",
    "A secret in another form, such as a password that a program prints alone,",
    "isn't recognized.",
    "",
    "Files:",
  ];
  for (const { about, files, problem } of sections) {
    if (files.length === 0 && problem === undefined) continue;
    lines.push("", `- ${about}`, ...files.map((file) => `    ${file}`));
    if (problem !== undefined) lines.push(`    not complete: ${problem}`);
  }
  return `${lines.join("\n")}\n`;
};
