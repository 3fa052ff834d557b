import { Unusable } from '../terminal/unusable.ts';

/** An object under inspection: its fields, and what it is called in messages. */
export interface Fields {
  readonly values: Readonly<Record<string, unknown>>;
  readonly where: string;
}

/** Throws Unusable where the value is no object. */
export function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Unusable(`${where}: this is no object`);
  return { values: value as Record<string, unknown>, where };
}

/** Throws Unusable where the field is no string. */
export function textIn({ values, where }: Fields, field: string): string {
  const value = values[field];
  if (typeof value === 'string') return value;
  throw new Unusable(`${where}: ${field} must be a string${value === undefined ? ' and is missing' : ': quote it'}`);
}

/** Throws Unusable where the field is neither true nor false. */
export function truthIn({ values, where }: Fields, field: string): boolean {
  const value = values[field];
  if (typeof value === 'boolean') return value;
  throw new Unusable(`${where}: ${field} must be true or false`);
}

/** Throws Unusable where the field is no list. */
export function listIn({ values, where }: Fields, field: string): unknown[] {
  const value = values[field];
  if (Array.isArray(value)) return value;
  throw new Unusable(`${where}: ${field} must be a list`);
}
