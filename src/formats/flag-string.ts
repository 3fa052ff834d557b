import type { ConfigEntry, ConfigReading } from '../lifecycle/config/config-reading.ts';
import { unreadable } from './config-text.ts';
import type { Stepwise } from './stepwise.ts';

/**
 * Reads `A=true,B=false` as Go's feature gate flags do (semantics.md rules 30, 31; R23): pieces between commas or line
 * ends, empty ones skipped, the first `=` divides, and a word before a `:` names the component. Lines may carry the flag
 * or the variable with them, as `--feature-gates=A=true` or `FEATURE_GATES="A=true,"` (R122).
 */
export function* readingFlagString(text: string): Stepwise<ConfigReading> {
  return yield* pieces(bareLines(text), { between: ',', within: '=', form: 'a flag string is A=true,B=false' });
}

const CARRIER = /^(?:--?feature-gates[= ]|FEATURE_GATES=)/;

function* bareLines(text: string): Generator<Stretch> {
  for (const [index, line] of text.split('\n').entries()) yield bared({ line: index + 1, column: 1, text: line });
}

function bared(line: Stretch): Stretch {
  const { text } = line;
  const trimmed = { ...line, column: line.column + text.length - text.trimStart().length, text: text.trim() };
  const whole = unquoted(trimmed);
  const carrier = CARRIER.exec(whole.text)?.[0].length ?? 0;
  return unquoted({ ...whole, column: whole.column + carrier, text: whole.text.slice(carrier) });
}

function unquoted(stretch: Stretch): Stretch {
  const { column, text } = stretch;
  const isQuoted = text.length > 1 && /^["']/.test(text) && text.endsWith(text.charAt(0));
  return isQuoted ? { ...stretch, column: column + 1, text: text.slice(1, -1) } : stretch;
}

const LOGGED = /[Ff]eature gates: (?:&?\{)?map\[(?<gates>[^\]]*)\]/d;

/** Reads `Feature gates: map[A:true B:false]`, which components log at start, out of a text. */
export function* readingGateLog(text: string): Stepwise<ConfigReading> {
  for (const [index, line] of text.split('\n').entries()) {
    const found = LOGGED.exec(line);
    if (!found) continue;
    const column = (found.indices?.groups?.['gates']?.[0] ?? 0) + 1;
    const logged = { line: index + 1, column, text: found.groups?.['gates'] ?? '' };
    return yield* pieces([logged], { between: ' ', within: ':', form: 'a logged map is A:true B:false' });
  }
  return unreadable('no line says "Feature gates: map[…]"; give the part of the log in which the component starts');
}

/** A part of one line, and where it begins. */
interface Stretch {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** How gates are strung together: what stands between two of them, what between name and value, and both in words. */
interface Notation {
  readonly between: string;
  readonly within: string;
  readonly form: string;
}

const PIECES_A_STEP = 1000;
/** Whoever has more problems has another format. */
const MOST_PROBLEMS = 1000;

function* pieces(stretches: Iterable<Stretch>, { between, within, form }: Notation): Stepwise<ConfigReading> {
  const entries: ConfigEntry[] = [];
  const problems: string[] = [];
  let seen = 0;
  for (const { line, column, text } of stretches) {
    let offset = column;
    for (const piece of text.split(between)) {
      if (++seen % PIECES_A_STEP === 0) yield;
      const at = `line ${line}, column ${offset + (piece.length - piece.trimStart().length)}`;
      offset += piece.length + between.length;
      if (piece.trim() === '') continue;
      const middle = piece.indexOf(within);
      if (middle < 0) {
        problems.push(`${at}: this piece has no '${within}'; ${form}`);
        if (problems.length === MOST_PROBLEMS) return { entries, plugins: [], problems };
        continue;
      }
      const name = piece.slice(0, middle).trim();
      const value = piece.slice(middle + 1).trim();
      const colon = within === '=' ? name.indexOf(':') : -1;
      entries.push({
        key: name.slice(colon + 1).trim(),
        value,
        at,
        ...(colon >= 0 && { component: name.slice(0, colon).trim() }),
      });
    }
  }
  return { entries, plugins: [], problems };
}
