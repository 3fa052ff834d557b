import { describe, expect, test } from 'vitest';
import { KIND_NAMES, KINDS } from '../../../src/api/kinds.ts';
import { walk, type SchemaNode } from '../../unit/api/schema-walk.ts';
import type { Kubectl } from './client.ts';

const STAGES = `GROUP:      stagegate.dev
KIND:       FeatureGate
VERSION:    v1beta1

FIELD: stages <[]Object>


DESCRIPTION:
    stages are the life of the gate in order, one entry a change; each holds
    from its release until the next. Before the first the gate is not yet
    available.
    
FIELDS:
  default\t<string>
  enum: Enabled, Disabled, Discovery
    default is Enabled, Disabled or Discovery: what the gate is when nobody sets
    it. Absent: the policy's default for the level; of Deprecated, Disabled.

  effect\t<string>
  enum: Active, NoOp
    effect is Active, or NoOp where the flag is accepted and has no effect.
    Default: Active.

  level\t<string> -required-
  enum: Dev, Alpha, Beta, Stable, ....
    level is Dev, Alpha, Beta or Stable; Deprecated: the level before stays and
    its end is announced; Removed: from here on a tombstone, last only.

  locked\t<boolean>
    locked says that the default cannot be changed. Absent: the policy's word
    for the level; of Deprecated, false.

  minCompatibility\t<string>
    minCompatibility is the oldest release that an installation must stay
    compatible with for this stage to hold there. Absent: as the stage before,
    else any.

  release\t<string> -required-
    release is the first release in which this stage holds.


`;

/** What kubectl prints below FIELDS: each field's heading, and its description as one line. */
function fieldsIn(printed: string): Record<string, string> {
  const [, fields = ''] = printed.split('\nFIELDS:\n');
  const blocks = fields.split(/\n\n/).filter((block) => block.trim() !== '');
  return Object.fromEntries(
    blocks.map((block) => {
      const [heading = '', ...lines] = block.split('\n');
      const words = lines.filter((line) => line.startsWith('    ')).map((line) => line.trim());
      return [heading.trim().replace('\t', ' '), words.join(' ')];
    }),
  );
}

function headingOf(field: string, node: SchemaNode, required: boolean): string {
  return `${field} <${typeOf(node)}>${required ? ' -required-' : ''}`;
}

function typeOf(node: SchemaNode): string {
  if (node.type === 'array' && node.items) return `[]${typeOf(node.items)}`;
  if (node.type === 'object') return typeof node.additionalProperties === 'object' ? 'map[string]string' : 'Object';
  return node.type ?? '';
}

/** What `kubectl explain` prints at every level of every kind. */
export function explanations(kubectl: Kubectl): void {
  test('reads so', async () => {
    expect((await kubectl('explain', 'fgate.spec.stages')).stdout).toBe(STAGES);
  });

  describe.each(KIND_NAMES)('of %s', (kind) => {
    const levels = [...walk(kind)].filter(({ node }) => node.properties);

    test('tells every field at every level in whole sentences within 80 columns', async () => {
      expect(levels.length).toBeGreaterThan(10);
      for (const { path, node } of levels) {
        const { stdout } = await kubectl('explain', `${KINDS[kind].shortName}.${path.replaceAll('[]', '')}`);
        for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
        const expected = Object.entries(node.properties ?? {}).map(([field, child]) => [
          headingOf(field, child, node.required?.includes(field) ?? false),
          child.description ?? '',
        ]);
        expect(fieldsIn(stdout), path).toEqual(Object.fromEntries(expected));
      }
    });

    test('says at its root what it is, and what spec and status are', async () => {
      const { stdout } = await kubectl('explain', KINDS[kind].shortName);
      const text = stdout.replaceAll(/\s+/g, ' ');
      expect(text).toContain(`DESCRIPTION: ${KINDS[kind].description} FIELDS:`);
      expect(text).toContain(`spec <Object> -required- ${KINDS[kind].specDescription} `);
      expect(text).toContain('status <Object> status is what the operator found; nobody else writes it.');
    });
  });
}
