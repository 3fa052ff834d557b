import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { duration, Screen, wrapped } from '../../../hack/demo/screen.ts';
import { shellLines } from '../../../hack/demo/shell.ts';
import { run } from '../../../hack/control-plane/run.ts';

/** A screen of 80 columns, and what is on it. */
function screen(): { screen: Screen; text: () => string } {
  const out = new PassThrough();
  return { screen: new Screen(out), text: () => String(out.read()) };
}

test('a long line breaks after spaces and commas, and goes on further in', () => {
  expect(wrapped('short', 10)).toEqual(['short']);
  expect(wrapped('one two three four', 9, '  ')).toEqual(['one two', '  three', '  four']);
  expect(wrapped('a{b="c",d="e",f="g"} 1', 12, '  ')).toEqual(['a{b="c",', '  d="e",', '  f="g"} 1']);
});

test('a word that is longer than the line stays whole', () => {
  expect(wrapped('averylongword', 5)).toEqual(['averylongword']);
  expect(wrapped('a averylongword b', 5)).toEqual(['a', 'averylongword', 'b']);
});

test('a long cell of a table goes on under its column', () => {
  const { screen: one, text } = screen();
  one.output(`TYPE      REASON        MESSAGE\nWarning   GateLocked    ${'word '.repeat(15)}`);
  expect(text().split('\n').slice(1, 3)).toEqual([
    `   Warning   GateLocked    ${'word '.repeat(10).trim()}`,
    `${' '.repeat(27)}${'word '.repeat(5).trim()}`,
  ]);
});

test('a command that printed nothing is not shown', () => {
  expect(() => screen().screen.output('\n')).toThrow('printed nothing');
});

test('a time is told in milliseconds below a second', () => {
  expect([duration(3.4), duration(994), duration(996), duration(15_449)]).toEqual([
    '3 ms',
    '994 ms',
    '1.0 s',
    '15.4 s',
  ]);
});

test('what is printed for a command can be pasted into a shell', async () => {
  const words = ['printf', '%s|', 'plain', "it's", '$HOME "x"', 'two\n  lines', '-o', "a['b']", 'long '.repeat(20)];
  const pasted = await run('sh', ['-c', shellLines(words, 40).join('\n')]);
  expect(pasted).toMatchObject({ code: 0, stdout: `${words.slice(2).join('|')}|` });
});

test('a flag and its value stay in one line', () => {
  const lines = shellLines(['kubectl', 'get', 'fset', '--namespace', 'stagegate-demo', '--output', 'wide'], 40);
  expect(lines).toEqual(['kubectl get fset \\', '  --namespace stagegate-demo \\', '  --output wide']);
});
