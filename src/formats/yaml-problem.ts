import type { ErrorCode } from 'yaml';

/** Where something stands in a text; lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Why a text cannot be read. `message` quotes nothing of the text, which may hold secrets, and says the way out. */
export interface YamlProblem {
  readonly place: Place;
  readonly message: string;
}

/** A place as people read it. */
export function placeText({ line, column }: Place): string {
  return `line ${line}, column ${column}`;
}

const UNEXPECTED = 'something stands where it is not expected; check indentation, quotes and brackets';

/** What the parser's own messages say, without the pieces of the text that they quote. */
const SENTENCES: Readonly<Partial<Record<ErrorCode, string>>> = {
  ALIAS_PROPS: 'an alias can have neither an anchor nor a tag of its own; delete them',
  BAD_ALIAS: 'an anchor or alias has no valid name; quote the value if it only begins with & or *',
  BAD_COLLECTION_TYPE: 'a tag does not fit what it stands before; delete it',
  BAD_DIRECTIVE: 'a directive is not known; quote the value if it only begins with %',
  BAD_DQ_ESCAPE: 'a double-quoted text holds an escape that YAML does not know; write two backslashes for one',
  BAD_INDENT: 'the indentation does not fit, or a bracket or quote above is not closed',
  BAD_PROP_ORDER: 'an anchor or tag must stand before what it belongs to; move it',
  BAD_SCALAR_START: 'no value can begin with this character; quote the value',
  BLOCK_AS_IMPLICIT_KEY: 'a list or map cannot begin in this line; begin it in a line of its own, or quote the value',
  BLOCK_IN_FLOW: 'within brackets lists and maps need brackets of their own; add them',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters; a quote may be missing',
  MISSING_CHAR: 'a quote, bracket, comma, colon or space is missing; add it',
  MULTILINE_IMPLICIT_KEY: 'a key must stand in one line; a colon or quote may be missing',
  MULTIPLE_ANCHORS: 'a value has two anchors; delete one',
  MULTIPLE_TAGS: 'a value has two tags; delete one',
  RESOURCE_EXHAUSTION: 'lists and maps are nested too deeply; flatten them',
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  TAG_RESOLVE_FAILED: 'the value is none that JSON has: an infinite number, or what its tag does not fit; quote it',
  UNEXPECTED_TOKEN: UNEXPECTED,
};

/** The sentence for an error of the parser. */
export function sentenceOf(code: ErrorCode): string {
  return SENTENCES[code] ?? UNEXPECTED;
}
