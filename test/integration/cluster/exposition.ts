/** One line of a Prometheus exposition. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What `/metrics` answered, as a test asks about it. */
export class Exposition {
  readonly text: string;
  readonly series: readonly Series[];

  constructor(text: string) {
    this.text = text;
    this.series = text.split('\n').flatMap((line) => parse(line) ?? []);
  }

  /** The series of a family that carry at least these labels. */
  of(name: string, labels: Readonly<Record<string, string>> = {}): Series[] {
    const wanted = Object.entries(labels);
    return this.series.filter((one) => one.name === name && wanted.every(([key, value]) => one.labels[key] === value));
  }

  /** The only value among them; undefined where there is none, and an error where there are several. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const found = this.of(name, labels);
    if (found.length > 1) throw new Error(`${found.length} series of ${name} have ${JSON.stringify(labels)}`);
    return found[0]?.value;
  }

  /** Their sum; 0 where there is none. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.of(name, labels).reduce((sum, { value }) => sum + value, 0);
  }
}

function parse(line: string): Series | undefined {
  const [, name, labels, value] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$/.exec(line) ?? [];
  if (name === undefined || value === undefined) return undefined;
  const pairs = [...(labels ?? '').matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g)];
  return {
    name,
    labels: Object.fromEntries(pairs.map(([, key = '', text = '']) => [key, text.replaceAll(/\\(.)/g, unescaped)])),
    value: Number(value.replace('Inf', 'Infinity')),
  };
}

function unescaped(_escape: string, character: string): string {
  return character === 'n' ? '\n' : character;
}
