/**
 * Quoting of a character in a bash command. `document` is a here-document in which bash expands variables, `literal` one whose
 * delimiter is quoted.
 */
export type Quoting = "none" | "single" | "double" | "ansi" | "comment" | "document" | "literal";

export interface Token {
  readonly kind: "word" | "operator";
  readonly start: number;
  readonly end: number;
  /** Number of enclosing command substitutions and subshells. */
  readonly depth: number;
}

/** A bash command, scanned. */
export interface Scan {
  /** Quoting of the character at an index. */
  readonly quotingAt: (index: number) => Quoting;
  /** Whether a word starts at this index, perhaps after an opening quote. */
  readonly isWordStart: (index: number) => boolean;
  /** Words and operators; those in a command substitution precede the word that contains it. */
  readonly tokens: readonly Token[];
}

type Kind = "shell" | "paren" | "backtick" | "parameter" | "single" | "double" | "ansi";

interface Frame {
  readonly kind: Kind;
  /** Whether double quotes enclose a parameter expansion. */
  readonly isQuoted: boolean;
  /** Index of the current word of a shell frame. */
  word: number | undefined;
}

interface Document {
  readonly delimiter: string;
  readonly isLiteral: boolean;
  readonly isIndented: boolean;
}

/**
 * Finds the quoting and the words of a bash command: enough of bash's grammar to insert text in the right quotes, and to find the
 * files that the command names. It never fails; bash reports errors of syntax.
 */
export const scanCommand = (command: string): Scan => {
  const scanner = new Scanner(command);
  scanner.run();
  const { quoting, starts, tokens } = scanner;
  return {
    quotingAt: (index) => quoting[index] ?? "none",
    isWordStart: (index) => starts.has(index),
    tokens,
  };
};

class Scanner {
  readonly quoting: Quoting[] = [];
  readonly starts = new Set<number>();
  readonly tokens: Token[] = [];
  private readonly command: string;
  private readonly frames: Frame[] = [{ kind: "shell", isQuoted: false, word: undefined }];
  private readonly documents: Document[] = [];
  private at = 0;
  private isStart = true;

  constructor(command: string) {
    this.command = command;
  }

  run(): void {
    while (this.at < this.command.length) {
      const { kind, isQuoted } = this.top;
      this.quoting[this.at] = kind === "single" || kind === "ansi" ? kind : isQuoted ? "double" : "none";
      if (this.isStart) this.starts.add(this.at);
      if (kind === "single") this.inQuotes("'", false);
      else if (kind === "ansi") this.inQuotes("'", true);
      else if (isQuoted) this.inDouble();
      else this.inShell();
    }
    for (; this.frames.length > 0; this.frames.pop()) this.endWord();
  }

  private get top(): Frame {
    return this.frames.at(-1) ?? { kind: "shell", isQuoted: false, word: undefined };
  }

  private next(length: number): string {
    return this.command.slice(this.at, this.at + length);
  }

  private push(kind: Kind, length: number, isQuoted = false): void {
    this.frames.push({ kind, isQuoted, word: undefined });
    this.skip(length);
  }

  private pop(length: number): void {
    if (this.frames.length > 1) this.frames.pop();
    this.skip(length);
  }

  private skip(length: number): void {
    for (let i = 1; i < length; i += 1) this.quoting[this.at + i] = this.quoting[this.at] ?? "none";
    this.at += length;
  }

  private inQuotes(end: string, hasEscapes: boolean): void {
    const char = this.next(1);
    if (char === end) this.pop(1);
    else this.addText(hasEscapes && char === "\\" ? 2 : 1);
  }

  private addText(length: number): void {
    this.isStart = false;
    this.skip(length);
  }

  private inDouble(): void {
    const { kind } = this.top;
    const char = this.next(1);
    const isEnd = char === (kind === "double" ? '"' : "}");
    if (isEnd) this.pop(1);
    else if (char === '"') this.push("double", 1, true);
    else if (!this.expansion(true)) this.addText(char === "\\" ? 2 : 1);
  }

  /** Enters a command substitution or parameter expansion. */
  private expansion(isQuoted: boolean): boolean {
    if (this.next(2) === "$(") {
      this.push("shell", 2);
      this.isStart = true;
    } else if (this.next(2) === "${") {
      this.push("parameter", 2, isQuoted);
      this.isStart = false;
    } else if (this.next(1) === "`" && this.top.kind !== "backtick") {
      this.push("backtick", 1);
      this.isStart = true;
    } else return false;
    return true;
  }

  private inShell(): void {
    const char = this.next(1);
    const { kind, word } = this.top;
    if (/[\s;|&<>()]/.test(char) && kind !== "parameter") this.delimiter(char);
    else if (char === "#" && this.isStart && word === undefined) this.comment();
    else if (char === "`" && kind === "backtick") {
      this.endWord();
      this.isStart = false;
      this.pop(1);
    } else if (char === "}" && kind === "parameter") this.pop(1);
    else {
      this.top.word ??= this.at;
      this.inWord(char);
    }
  }

  private inWord(char: string): void {
    if (char === "'") this.push("single", 1);
    else if (char === '"') this.push("double", 1, true);
    else if (this.next(2) === "$'") this.push("ansi", 2);
    else if (this.next(2) === '$"') this.push("double", 2, true);
    else if (!this.expansion(false)) this.addText(char === "\\" ? 2 : 1);
  }

  private delimiter(char: string): void {
    this.endWord();
    this.isStart = true;
    if (char === "\n" && this.documents.length > 0) this.readDocuments();
    else if (/[ \t\r]/.test(char)) this.skip(1);
    else this.operator(char);
  }

  private operator(char: string): void {
    const [operator = char] = /^(?:<<<|<<-?|&>>|[<>|&]{1,2}|;;?|[()\n])/.exec(this.next(3)) ?? [];
    this.tokens.push({
      kind: "operator",
      start: this.at,
      end: this.at + operator.length,
      depth: this.frames.length,
    });
    if (char === "(") this.push("paren", 1);
    else if (char === ")") {
      this.isStart = this.frames.length === 1 || this.top.kind !== "shell";
      this.pop(1);
    } else {
      this.skip(operator.length);
      if (operator === "<<" || operator === "<<-") this.document(operator === "<<-");
    }
  }

  private endWord(): void {
    const { word, kind } = this.top;
    if (word === undefined || kind === "parameter") return;
    this.tokens.push({ kind: "word", start: word, end: this.at, depth: this.frames.length });
    this.top.word = undefined;
  }

  private comment(): void {
    const end = this.command.indexOf("\n", this.at);
    const stop = end === -1 ? this.command.length : end;
    this.quoting[this.at] = "comment";
    this.skip(stop - this.at);
  }

  /** Notes a here-document, whose text starts on the next line. */
  private document(isIndented: boolean): void {
    const [text = "", word = ""] =
      /^[ \t]*((?:'[^'\n]*'|"[^"\n]*"|\\.|[^\s;|&<>()'"\\])+)/.exec(this.command.slice(this.at)) ?? [];
    this.documents.push({
      delimiter: word.replace(/['"\\]/g, ""),
      isLiteral: /['"\\]/.test(word),
      isIndented,
    });
    this.quoting[this.at] = "none";
    this.skip(text.length);
  }

  private readDocuments(): void {
    this.tokens.push({ kind: "operator", start: this.at, end: this.at + 1, depth: this.frames.length });
    this.skip(1);
    for (const { delimiter, isLiteral, isIndented } of this.documents.splice(0))
      while (this.at < this.command.length) {
        const end = this.command.indexOf("\n", this.at);
        const stop = end === -1 ? this.command.length : end + 1;
        const line = this.command.slice(this.at, end === -1 ? undefined : end);
        this.quoting[this.at] = isLiteral ? "literal" : "document";
        this.skip(stop - this.at);
        if ((isIndented ? line.replace(/^\t+/, "") : line) === delimiter) break;
      }
  }
}
