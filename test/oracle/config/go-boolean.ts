const TRUE_WORDS = ['1', 't', 'T', 'TRUE', 'true', 'True'];

const FALSE_WORDS = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** A boolean as Go's strconv.ParseBool reads it (semantics.md rule 30); undefined where it is none. */
export function booleanOf(word: string): boolean | undefined {
  if (TRUE_WORDS.includes(word)) return true;
  return FALSE_WORDS.includes(word) ? false : undefined;
}
