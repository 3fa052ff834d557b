/** Orders words by code unit: the same on every machine, whatever its locale. */
export function compareWords(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
