/** A command line a POSIX shell understands, in lines of at most `width` where words allow it, joined by backslashes. */
export function shellLines(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of withTheirFlags(words.map(quoted))) {
    const [start = '', ...rest] = word.split('\n'); // within quotes, a line may end without a backslash
    const longer = line === '' ? start : `${line} ${start}`;
    if (line !== '' && longer.length > width - 2) {
      lines.push(`${line} \\`);
      line = `  ${start}`;
    } else {
      line = longer;
    }
    for (const next of rest) {
      lines.push(line);
      line = next;
    }
  }
  return [...lines, line];
}

/** A flag and its value belong in one line. */
function withTheirFlags(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (isFlag(words[index - 1]) && !isFlag(word)) return [];
    const value = words[index + 1];
    return [isFlag(word) && value !== undefined && !isFlag(value) ? `${word} ${value}` : word];
  });
}

function isFlag(word: string | undefined): boolean {
  return word?.startsWith('-') ?? false;
}

/** One word for the shell, quoted only where it must be. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (word.includes("'") && !/["$`\\!]/.test(word)) return `"${word}"`;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
