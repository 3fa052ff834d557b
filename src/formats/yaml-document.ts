import { Composer, Lexer, LineCounter, Parser, type Document } from 'yaml';
import { sentenceOf, type Place, type YamlProblem } from './yaml-problem.ts';
import { KUBECTL_SCALARS } from './yaml-scalars.ts';
import { YamlTree, type Part, type RepeatedField } from './yaml-tree.ts';

/** What a text holds. */
export interface YamlText {
  /** The documents that hold something, up to the first problem. */
  readonly documents: readonly Part[];
  readonly problem: YamlProblem | undefined;
  /** Keys that stand twice in one map, where they stand again. */
  readonly repeated: readonly RepeatedField[];
  readonly placeAt: (offset: number) => Place;
}

/**
 * Reads YAML, or JSON, as kubectl does. Never throws, and takes time and memory in proportion to the text, of which no more
 * than `maxTokens` words, signs and line ends are read.
 */
export function readYaml(text: string, maxTokens = Number.POSITIVE_INFINITY): YamlText {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const documents: Part[] = [];
  const repeated: RepeatedField[] = [];
  const end = (offset: number, message: string): YamlText => ({
    documents,
    problem: { place: placeAt(offset), message },
    repeated,
    placeAt,
  });
  // The composer makes an Error for each slip, of which only the first is told: nobody will see where they were made.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    for (const document of composed(text, lines, maxTokens)) {
      if (!document)
        return end(lines.lineStarts.at(-1) ?? 0, `there are more than ${maxTokens} words and signs; write fewer`);
      const { errors, contents } = document;
      const [error] = errors;
      if (error) return end(error.pos[0], sentenceOf(error.code));
      const tree = new YamlTree(repeated);
      const part = tree.partOf(contents, 0);
      if (tree.problem) return end(tree.problem.offset, tree.problem.message);
      if (part.value !== null) documents.push(part);
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return { documents, problem: undefined, repeated, placeAt };
}

const OPTIONS = {
  version: '1.1',
  schema: 'failsafe',
  customTags: KUBECTL_SCALARS,
  merge: true,
  logLevel: 'silent',
  // The composer would compare each key with every other one; the tree finds them with a set.
  uniqueKeys: false,
} as const;

/** The documents up to the first error of their structure; undefined at the limit. */
function* composed(text: string, lines: LineCounter, maxTokens: number): Generator<Document | undefined> {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer(OPTIONS);
  let tokens = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    if (++tokens > maxTokens) {
      yield undefined;
      return;
    }
    for (const token of parser.next(lexeme)) {
      yield* composer.next(token);
      if (token.type !== 'error') continue;
      yield* composer.end(true, text.length);
      return;
    }
  }
  for (const token of parser.end()) yield* composer.next(token);
  yield* composer.end(true, text.length);
}
