import { z } from 'zod';
import { atomicList, mapList, oneOf, prose, text, withRules, wordSet } from './schema.ts';
import { componentName, declaredName, level, LEVEL_LIST, releaseName } from './vocabulary.ts';

const requirement = withRules(
  z.object({
    setting: text(
      'setting is another setting that must have the given value. Absent: see gate and component.',
      128,
    ).optional(),
    value: prose('value is what that setting must be; exactly with setting, else absent.', 253).optional(),
    gate: declaredName(
      'gate is a gate of the same component that must be on. Absent: see setting and component.',
    ).optional(),
    component: componentName(
      'component is another component that must be new enough. Absent: see setting and gate.',
    ).optional(),
    platformFrom: releaseName(
      'platformFrom is the oldest release of that component that will do; exactly with component, else absent.',
    ).optional(),
  }),
  [
    {
      cel: '[has(self.setting), has(self.gate), has(self.component)].filter(x, x).size() == 1',
      message: 'must name exactly one of setting, gate and component',
      check: (item) => [item.setting, item.gate, item.component].filter((name) => name !== undefined).length === 1,
    },
    {
      cel: 'has(self.setting) == has(self.value)',
      message: 'must be set exactly when setting is',
      fieldPath: '.value',
      check: (item) => (item.setting === undefined) === (item.value === undefined),
    },
    {
      cel: 'has(self.component) == has(self.platformFrom)',
      message: 'must be set exactly when component is',
      fieldPath: '.platformFrom',
      check: (item) => (item.component === undefined) === (item.platformFrom === undefined),
    },
  ],
);

const limit = (description: string) =>
  z
    .int()
    .min(-(2 ** 53) + 1)
    .max(2 ** 53 - 1)
    .meta({ description })
    .optional();

/** A configuration key that is not a gate: accepted, checked, a level attached to each value (R29, R30, R120, R130). */
export const setting = withRules(
  z.object({
    name: text('name is the key of the setting, such as results-from.', 128),
    type: oneOf('type is Enum (one of values), Integer, Boolean or Text.', ['Enum', 'Integer', 'Boolean', 'Text']),
    default: prose(
      "default is the value when nobody sets one, always as a string. Absent: the component's own, not known here.",
      1024,
    ).optional(),
    values: mapList(
      'values are the words of an Enum, each with a level; exactly with type Enum.',
      z.object({
        value: text('value is the word.', 253),
        level: level(`level is how stable that value is: ${LEVEL_LIST}.`),
      }),
      { keys: ['value'], max: 64 },
    ).default([]),
    minimum: limit('minimum is the least value of an Integer; with type Integer only. Absent: no limit.'),
    maximum: limit('maximum is the greatest value of an Integer; with type Integer only. Absent: no limit.'),
    requires: atomicList(
      'requires lists what must hold while the value differs from the default.',
      requirement,
      16,
    ).default([]),
    forcesOff: wordSet(
      'forcesOff names gates that are off while the value differs from the default.',
      declaredName('gate is the name of a gate.'),
      64,
    ).default([]),
  }),
  [
    {
      cel: "(self.type == 'Enum') == (has(self.values) && self.values.size() > 0)",
      message: 'must be set exactly when type is Enum',
      fieldPath: '.values',
      check: (value) => (value.type === 'Enum') === value.values.length > 0,
    },
    {
      cel: "self.type == 'Integer' || !has(self.minimum)",
      message: 'must be set only when type is Integer',
      fieldPath: '.minimum',
      check: (value) => value.type === 'Integer' || value.minimum === undefined,
    },
    {
      cel: "self.type == 'Integer' || !has(self.maximum)",
      message: 'must be set only when type is Integer',
      fieldPath: '.maximum',
      check: (value) => value.type === 'Integer' || value.maximum === undefined,
    },
    {
      cel: "self.type != 'Enum' || !has(self.default) || !has(self.values) || self.values.exists(v, v.value == self.default)",
      message: 'must be one of values where type is Enum',
      fieldPath: '.default',
      check: (value) =>
        value.type !== 'Enum' ||
        value.default === undefined ||
        value.values.length === 0 ||
        value.values.some((one) => one.value === value.default),
    },
  ],
);
