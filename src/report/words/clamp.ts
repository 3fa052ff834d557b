/** Shortens a text to `max` characters, the last of them `…` where something was cut. */
export function clampText(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  const end = cut.charCodeAt(cut.length - 1);
  const insidePair = end >= 0xd800 && end <= 0xdbff;
  return `${insidePair ? cut.slice(0, -1) : cut}…`;
}

/** The first `max` items, and how many were left out, where any were. */
export function clampList<T>(list: readonly T[], max: number): { items: T[]; omitted: number | undefined } {
  return { items: list.slice(0, max), omitted: list.length > max ? list.length - max : undefined };
}
