import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../../..');

/** A page of the documentation. */
export interface Page {
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
  /** Fenced blocks: language and content. */
  readonly blocks: readonly { readonly language: string; readonly content: string }[];
  /** What stands in backquotes outside of blocks. */
  readonly spans: readonly string[];
  /** Anchors of the headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  /** Targets of links. */
  readonly links: readonly string[];
}

/** The README and every page of docs/. */
export const pages: readonly Page[] = [
  'README.md',
  ...readdirSync(path.join(root, 'docs')).map((file) => `docs/${file}`),
]
  .filter((file) => file.endsWith('.md'))
  .map(readPage);

/** Those of them that a person wrote whole. */
export const written: readonly Page[] = pages.filter(({ text }) => !text.startsWith('<!-- Generated'));

function readPage(file: string): Page {
  const text = readFileSync(path.join(root, file), 'utf8');
  const fence = /^```(\w*)\n([^]*?)^```$/gm;
  const prose = text.replaceAll(fence, '');
  return {
    file,
    text,
    blocks: [...text.matchAll(fence)].map(([, language = '', content = '']) => ({ language, content })),
    spans: [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span),
    anchors: new Set([...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))),
    links: [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target),
  };
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
