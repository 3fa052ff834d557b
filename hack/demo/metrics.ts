/** One series of an exposition. */
export interface Series {
  readonly line: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The series of one family in Prometheus' text format. */
export function seriesOf(exposition: string, family: string): Series[] {
  return exposition
    .split('\n')
    .filter((line) => line.startsWith(`${family}{`))
    .map((line) => ({
      line,
      labels: Object.fromEntries(
        [...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
      ),
      value: Number(
        line
          .slice(line.lastIndexOf('}') + 1)
          .trim()
          .split(' ')[0],
      ),
    }));
}

/** GETs a page as text. */
export async function scrape(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`GET ${url} answered ${answer.status}`);
  return answer.text();
}

/** The lines that fit a pattern, as grep has them. */
export function linesWith(pattern: string, text: string): string {
  const expression = new RegExp(pattern);
  return text
    .split('\n')
    .filter((line) => expression.test(line))
    .join('\n');
}
