/** How wide sentences get. */
const WIDTH = 110;

/** Rows under headings, each column as wide as its widest cell, three spaces apart, as kubectl prints them. */
export function tableOf(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd((widths[column] ?? 0) + 3))
      .join('')
      .trimEnd(),
  );
}

/** A text broken between words into lines of at most `width` characters; a longer word keeps its line to itself. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A title, and under it a text, broken into lines. */
export function paragraph(title: string, text: string): string[] {
  return [title, ...wrapped(text, WIDTH).map(indented)];
}

/** A line two places further right; an empty one stays empty. */
export function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
