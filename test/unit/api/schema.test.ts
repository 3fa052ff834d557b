import { describe, expect, test } from 'vitest';
import { KIND_NAMES } from '../../../src/api/kinds.ts';
import { schemaOf, walk, type Place } from './schema-walk.ts';

const TYPES = ['string', 'integer', 'boolean', 'array', 'object'];
/** Booleans of spec: no third state is thinkable there, or absent is the third. */
const SPEC_BOOLEANS = ['locked', 'cumulative'];
/** What the description of a number says where it counts time. */
const NUMBERS_OF_TIME = /\b(months|days|releases)\b/;

/** The paths of a kind whose place breaks a rule. */
function offenders(places: Place[], breaks: (place: Place) => boolean): string[] {
  return places.filter(breaks).map(({ path }) => path);
}

describe.each(KIND_NAMES)('the schema of %s', (kind) => {
  const places = [...walk(kind)];
  const strings = places.filter(({ node }) => node.type === 'string');
  const lists = places.filter(({ node }) => node.type === 'array');
  const inSpec = places.filter(({ path }) => path.startsWith('spec.'));

  test('has spec and status only, beside what every object has', () => {
    expect(Object.keys(schemaOf(kind).properties ?? {})).toEqual(['apiVersion', 'kind', 'metadata', 'spec', 'status']);
    expect(places.length).toBeGreaterThan(40);
  });

  test('gives every node one plain type: no union, no number with a fraction, no free-form value', () => {
    expect(offenders(places, ({ node }) => !TYPES.includes(node.type ?? ''))).toEqual([]);
    const text = JSON.stringify(schemaOf(kind));
    for (const word of ['anyOf', 'oneOf', 'allOf', '"not"', '$ref', 'preserve-unknown', 'int-or-string', 'embedded']) {
      expect(text).not.toContain(word);
    }
  });

  test('describes every field, beginning with its own name', () => {
    expect(
      offenders(places, ({ field, node }) => {
        const [first, ...rest] = (node.description ?? '').split(' ');
        return field !== undefined && (first !== field || rest.length < 2);
      }),
    ).toEqual([]);
  });

  test('ends every description as a sentence', () => {
    expect(offenders(places, ({ node }) => node.description?.endsWith('.') === false)).toEqual([]);
  });

  test('says every allowed word in the description of a field that has few', () => {
    expect(
      offenders(
        places,
        ({ field, node }) => field !== undefined && !(node.enum ?? []).every((word) => says(node.description, word)),
      ),
    ).toEqual([]);
  });

  test('says the default, or what absence means, of every field of spec that may be absent', () => {
    expect(
      offenders(inSpec, ({ field, node, required }) => {
        if (field === undefined || required) return false;
        return !/Default: |Absent|else absent\./.test(node.description ?? '');
      }),
    ).toEqual([]);
  });

  test('says what absence means of every field of status that may be absent where its object is there', () => {
    const inside = places.filter(({ path }) => /^status\.[^.]*[.]/.test(path));
    expect(
      offenders(inside, ({ field, node, required }) => {
        return field !== undefined && !required && !/Default: |Absent| only\./.test(node.description ?? '');
      }),
    ).toEqual([]);
  });

  test('bounds every string', () => {
    expect(
      offenders(strings, ({ node }) => !node.enum && node.maxLength === undefined && node.format !== 'date-time'),
    ).toEqual([]);
  });

  test('anchors every pattern at both ends', () => {
    const patterns = strings.filter(({ node }) => node.pattern !== undefined);
    expect(offenders(patterns, ({ node }) => !/^\^.*\$$/.test(node.pattern ?? ''))).toEqual([]);
  });

  test('bounds every list and says how its items are told apart', () => {
    expect(offenders(lists, ({ node }) => !(node.maxItems !== undefined && node.maxItems <= 4096))).toEqual([]);
    expect(
      offenders(lists, ({ node }) => !['atomic', 'set', 'map'].includes(node['x-kubernetes-list-type'] ?? '')),
    ).toEqual([]);
  });

  test('makes only lists of words sets, and gives every map list keys that are always there', () => {
    for (const { path, node } of lists) {
      const { items } = node;
      if (node['x-kubernetes-list-type'] === 'set') expect(items?.type, path).toBe('string');
      if (node['x-kubernetes-list-type'] !== 'map') continue;
      const keys = node['x-kubernetes-list-map-keys'] ?? [];
      expect(keys, path).not.toEqual([]);
      for (const key of keys) {
        const known = items?.required?.includes(key) || items?.properties?.[key]?.default !== undefined;
        expect(known, `${path}[].${key}`).toBe(true);
      }
    }
  });

  test('bounds every number at both ends and every map, which holds words only', () => {
    expect(
      offenders(
        places,
        ({ node }) => node.type === 'integer' && (node.minimum === undefined || node.maximum === undefined),
      ),
    ).toEqual([]);
    const maps = places.filter(({ node }) => node.additionalProperties !== undefined);
    expect(
      offenders(maps, ({ node }) => {
        const { additionalProperties: value, maxProperties } = node;
        return maxProperties === undefined || typeof value !== 'object' || value.type !== 'string';
      }),
    ).toEqual([]);
  });

  test('writes every word of an enum in UpperCamelCase', () => {
    expect(
      offenders(strings, ({ node }) => !(node.enum ?? []).every((word) => /^[A-Z][A-Za-z0-9]*$/.test(word))),
    ).toEqual([]);
  });

  test('never requires a field that has a default, and makes none nullable', () => {
    expect(offenders(places, ({ node, required }) => required && node.default !== undefined)).toEqual([]);
    expect(offenders(places, ({ node }) => node.nullable !== undefined)).toEqual([]);
  });

  test('has booleans in spec only where no third state is thinkable', () => {
    expect(
      offenders(inSpec, ({ field, node }) => node.type === 'boolean' && !SPEC_BOOLEANS.includes(field ?? '')),
    ).toEqual([]);
  });

  test('has no phase, no timestamp by name and no duration without its unit', () => {
    expect(offenders(places, ({ field }) => /^phase$|timestamp/i.test(field ?? ''))).toEqual([]);
    const numbers = places.filter(
      ({ node }) => node.type === 'integer' && NUMBERS_OF_TIME.test(node.description ?? ''),
    );
    expect(offenders(numbers, ({ field }) => !/(months|releases|days)/i.test(field ?? ''))).toEqual([]);
  });

  test('requires nothing of a status, so that what an older operator wrote stays writable', () => {
    expect(schemaOf(kind).properties?.['status']?.required).toBeUndefined();
  });
});

function says(description: string | undefined, word: string): boolean {
  return new RegExp(`\\b${word}\\b`).test(description ?? '');
}
