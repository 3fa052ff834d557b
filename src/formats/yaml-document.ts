import { Composer, Lexer, LineCounter, Parser, type Document } from 'yaml';
import { sentenceOf, type Place, type YamlProblem } from './yaml-problem.ts';
import { atOnce, type Stepwise } from './stepwise.ts';
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

/** Of what is read at most. */
export interface YamlLimits {
  /** Words, signs and line ends. */
  readonly tokens: number;
  /** Documents, empty ones included. */
  readonly documents: number;
}

const NO_LIMITS: YamlLimits = { tokens: Number.POSITIVE_INFINITY, documents: Number.POSITIVE_INFINITY };

/** Reads YAML, or JSON, as kubectl does. Never throws, and takes time and memory in proportion to the text. */
export function readYaml(text: string): YamlText {
  return atOnce(readingYaml(text, NO_LIMITS));
}

/** The same step by step, and only as far as the limits go. */
export function* readingYaml(text: string, limits: YamlLimits): Stepwise<YamlText> {
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
  const steps = composed(text, lines, limits);
  for (let step = withoutStacks(steps); !step.done; step = withoutStacks(steps)) {
    yield;
    if (!step.value) continue;
    if ('most' in step.value) return end(lines.lineStarts.at(-1) ?? 0, `there are more than ${step.value.most}`);
    const { errors, contents } = step.value;
    const [error] = errors;
    if (error) return end(error.pos[0], sentenceOf(error.code));
    const tree = new YamlTree(repeated);
    const part = tree.partOf(contents, 0);
    if (tree.problem) return end(tree.problem.offset, tree.problem.message);
    if (part.value !== null) documents.push(part);
  }
  return { documents, problem: undefined, repeated, placeAt };
}

/** The next step. The composer makes an Error for each slip, of which only the first is told: nobody will see where they were made. */
function withoutStacks<T>(steps: Iterator<T, void>): IteratorResult<T, void> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return steps.next();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
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

/** So many words and signs are one step. */
const STEP = 500;

/** What a limit was reached of. */
interface Excess {
  readonly most: string;
}

/** The documents up to the first error of their structure, or what there is too much of; undefined between two steps. */
function* composed(
  text: string,
  lines: LineCounter,
  limits: YamlLimits,
): Generator<Document | Excess | undefined, void, undefined> {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer(OPTIONS);
  let tokens = 0;
  let documents = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    if (++tokens > limits.tokens) return yield { most: `${limits.tokens} words and signs; write fewer` };
    if (tokens % STEP === 0) yield undefined;
    for (const token of parser.next(lexeme)) {
      for (const document of composer.next(token)) {
        if (++documents > limits.documents) return yield { most: `${limits.documents} documents; keep one` };
        yield document;
      }
      if (token.type !== 'error') continue;
      yield* composer.end(true, text.length);
      return;
    }
  }
  for (const token of parser.end()) yield* composer.next(token);
  yield* composer.end(true, text.length);
}
