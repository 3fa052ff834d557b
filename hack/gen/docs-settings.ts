import { SETTINGS } from '../../src/controller/operator-settings.ts';
import { banner, code, table } from './markdown.ts';

/** docs/settings.md. */
export function settingsPage(): string {
  const rows = Object.values(SETTINGS).map(({ flag, value, env, fallback, help }) => [
    code(`--${flag} ${value}`),
    code(env),
    fallback === undefined ? '' : code(fallback),
    help,
  ]);
  return `${banner('SETTINGS in src/controller/operator-settings.ts')}
# Settings of the operator

The flag wins over the environment variable, which wins over the default. A setting that cannot be used ends the start with
exit code 2 and a sentence that names it. \`npm start -- --help\` prints the same table.

${table(['flag', 'environment variable', 'default', 'what it is'], rows)}
The settings of a FeatureSet are fields of the object: see [the API](api.md#featureset).
`;
}
