import { MEASURE_NAMES, MEASURES } from './measures.ts';
import { cellsOf, type Growth, type Run } from './result.ts';

const HEADS = ['measure', 'operator', 'bare client', 'compared', 'bound', ''];
const GROWTH_HEADS = [
  'FeatureSets',
  'whole, first time',
  'a reason edited',
  'an override toggled',
  'a description edited',
  'a default flipped',
  'heap each',
];

/** The Markdown tables of a run: what is held to bounds, one table a heading. */
export function measureTables({ measured }: Pick<Run, 'measured'>): string {
  const headings = [...new Set(MEASURE_NAMES.map((name) => MEASURES[name].heading))];
  const sections = headings.map((heading) => {
    const names = MEASURE_NAMES.filter((name) => MEASURES[name].heading === heading);
    return `**${heading}**\n\n${markdownTable(
      HEADS,
      names.map((name) => cellsOf(name, measured[name])),
    )}`;
  });
  return sections.join('\n');
}

/** The Markdown table of how cost grows. */
export function growthTable(growth: readonly Growth[]): string {
  return markdownTable(
    GROWTH_HEADS,
    growth.map((one) => [
      one.featureSets.toLocaleString('en'),
      ms(one.wholeMs),
      ms(one.featureSetEditedMs),
      ms(one.overrideToggledMs),
      ms(one.descriptionEditedMs),
      ms(one.defaultFlippedMs),
      one.featureSets < 100 ? '' : `${one.heapKiBEach.toFixed(1)} KiB`,
    ]),
  );
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;
}

/** Cells are padded, so that the table can be read in a terminal too. */
function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) =>
    Math.max(3, ...[heads, ...rows].map((row) => (row[column] ?? head).length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return line(heads) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('');
}
