import type { ConfigEntry, ConfigReading } from '../lifecycle/config-reading.ts';

/**
 * Reads `A=true,B=false` as Go's feature gate flags do (semantics.md rules 30, 31; R23): pieces between commas, empty ones
 * skipped, the first `=` divides, and a word before a `:` names the component.
 */
export function readFlagString(text: string): ConfigReading {
  return pieces(text.replaceAll('\n', ','), ',', '=', 'a flag string is A=true,B=false');
}

const LOGGED = /Feature gates: (?:&\{)?map\[(?<gates>[^\]]*)\]/;

/** Reads `Feature gates: map[A:true B:false]`, which components log at start, out of a text. */
export function readGateLog(text: string): ConfigReading {
  const found = LOGGED.exec(text);
  if (!found) {
    const problem = 'no line says "Feature gates: map[…]"; give the part of the log in which the component starts';
    return { entries: [], plugins: [], problems: [problem] };
  }
  return pieces(found.groups?.['gates'] ?? '', ' ', ':', 'a logged map is A:true B:false');
}

function pieces(text: string, between: string, within: string, form: string): ConfigReading {
  const entries: ConfigEntry[] = [];
  const problems: string[] = [];
  let column = 1;
  for (const piece of text.split(between)) {
    const at = `column ${column + (piece.length - piece.trimStart().length)}`;
    column += piece.length + between.length;
    if (piece.trim() === '') continue;
    const middle = piece.indexOf(within);
    if (middle < 0) {
      problems.push(`${at}: '${piece.trim()}' has no '${within}'; ${form}`);
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
  return { entries, plugins: [], problems };
}
