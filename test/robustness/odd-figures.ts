/** Result for a name. */
type Fate = "arrived" | "named" | "lost";

export interface Figures {
  readonly counts: Readonly<Record<Fate, number>>;
  /** Lines to print. */
  readonly problems: readonly string[];
  readonly add: (name: Buffer, fate: Fate) => void;
  readonly note: (problem: string) => void;
}

export const figuresOf = (): Figures => {
  const counts = { arrived: 0, named: 0, lost: 0 };
  const problems: string[] = [];
  return {
    counts,
    problems,
    add: (name, fate) => {
      counts[fate] += 1;
      if (fate === "lost")
        problems.push(`lost: ${JSON.stringify(name.toString())} (${name.toString("hex")})`);
    },
    note: (problem) => void problems.push(problem),
  };
};
