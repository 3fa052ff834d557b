/** The moment a day begins, in milliseconds since 1970-01-01T00:00:00Z. */
export function expiryOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}
