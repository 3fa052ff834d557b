import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { shellLines } from './shell.ts';

const INDENT = '   ';
const NARROWEST = 60;
const WIDEST = 100;
const NARROWEST_COLUMN = 36;

/** Where the show is printed: plain lines, wrapped to the terminal, with colour only where one looks. */
export class Screen {
  readonly #out: NodeJS.WritableStream;
  readonly #width: number;
  #headings = 0;

  constructor(out: NodeJS.WritableStream & Partial<Pick<WriteStream, 'columns'>>) {
    this.#out = out;
    this.#width = Math.min(Math.max(out.columns ?? 80, NARROWEST), WIDEST);
  }

  /** Begins a numbered part. */
  heading(text: string): void {
    this.#headings += 1;
    this.#line(`\n${this.#style('bold', `${this.#headings}  ${text}`)}`);
  }

  /** Begins a part without a number. */
  title(text: string): void {
    this.#line(`\n${this.#style('bold', text)}`);
  }

  /** A sentence or two of explanation. */
  say(text: string): void {
    for (const line of wrapped(text, this.#width - INDENT.length)) this.#line(INDENT + line);
  }

  /** A command as one would type it, and what its output goes through. */
  command(words: readonly string[], filter = ''): void {
    this.#line('');
    const lines = shellLines(words, this.#width - INDENT.length - 2);
    if (filter !== '') lines.push(`${lines.pop() ?? ''} \\`, `  | ${filter}`);
    lines.forEach((line, index) => this.#line(INDENT + this.#style('cyan', `${index === 0 ? '$ ' : '  '}${line}`)));
  }

  /** What a command printed; throws where that is nothing. Lines that are too long go on in the next one: in a table under the last column. */
  output(text: string): void {
    if (text.trim() === '') throw new Error('the last command printed nothing, so there is nothing to show');
    const lines = text.trimEnd().split('\n');
    const room = this.#width - INDENT.length;
    const column = lines.length > 1 && /^[A-Z ]+$/.test(lines[0] ?? '') ? (lines[0]?.lastIndexOf(' ') ?? 0) + 1 : 0;
    const hanging = ' '.repeat(column > 0 && room - column >= NARROWEST_COLUMN ? column : 4);
    for (const line of lines) for (const part of wrapped(line.trimEnd(), room, hanging)) this.#line(INDENT + part);
  }

  /** An empty line. */
  gap(): void {
    this.#line('');
  }

  /** Something is done, and how long it took. */
  done(text: string, ms?: number): void {
    const time = ms === undefined ? '' : duration(ms);
    const room = this.#width - INDENT.length - 2;
    const [first = '', ...rest] = wrapped(text, time === '' ? room : room - time.length - 2);
    const gap = time === '' ? '' : ' '.repeat(room - first.length - time.length) + this.#style('dim', time);
    this.#line(`${INDENT}${this.#style('green', '✓')} ${first}${gap}`);
    for (const line of rest) this.#line(`${INDENT}  ${line}`);
  }

  /** Something that goes on meanwhile. */
  note(text: string): void {
    for (const line of wrapped(text, this.#width - INDENT.length)) this.#line(INDENT + this.#style('dim', line));
  }

  /** Rows of a label and a value. */
  rows(pairs: readonly (readonly [label: string, value: string])[]): void {
    const widest = Math.max(...pairs.map(([label]) => label.length));
    for (const [label, value] of pairs) this.#line(`${INDENT}${label.padEnd(widest + 2)}${value}`);
  }

  /** A command to try, and what for. */
  hint(command: string, what: string): void {
    for (const line of command.split('\n')) this.#line(INDENT + this.#style('cyan', line));
    this.#line(`${INDENT}    ${this.#style('dim', what)}`);
  }

  /** What went wrong. */
  failed(text: string): void {
    this.#line(`\n${this.#style('red', '✗')}  ${text}`);
  }

  #line(text: string): void {
    this.#out.write(`${text}\n`);
  }

  #style(style: 'bold' | 'dim' | 'cyan' | 'green' | 'red', text: string): string {
    // Knows NO_COLOR and whether the stream is a terminal.
    return styleText(style, text, { stream: this.#out });
  }
}

/** A time as a person says it: `14 ms`, `2.1 s`. */
export function duration(ms: number): string {
  return ms < 995 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Breaks a line after spaces and commas into pieces of at most `width`, but for words that are longer; those after the first are set in by `hanging`. */
export function wrapped(line: string, width: number, hanging = ''): string[] {
  if (line.length <= width) return [line];
  const start = line.search(/\S/);
  const breaks = [...line.matchAll(/[ ,]+/g)].map(({ index, 0: gap }) => ({ index, next: index + gap.length }));
  const usable = breaks.filter(({ index, next }) => index > start && next < line.length);
  const cut = usable.findLast(({ next }) => line.slice(0, next).trimEnd().length <= width) ?? usable[0];
  if (!cut) return [line];
  return [line.slice(0, cut.next).trimEnd(), ...wrapped(hanging + line.slice(cut.next), width, hanging)];
}
