import { expect, it } from '@jest/globals';
import { safeLines } from '../../../infra/logger.ts';
import { keepLoginSecret, keepSecret, withoutSecrets } from '../../../infra/output/secrets.ts';
import { reasonOf } from '../../../infra/user-error.ts';

it('a secret is found as it is, as a URL writes it, and in basic authentication', () => {
  keepLoginSecret({ username: 'bridge', password: 'p@ss/word' });
  const basic = Buffer.from('bridge:p@ss/word').toString('base64');
  for (const written of ['p@ss/word', 'p%40ss%2Fword', basic])
    expect(withoutSecrets(`x ${written} y`)).toBe('x *** y');
});

it('a secret that is a part of another leaves nothing of it', () => {
  keepSecret('part', 'part-of-it');
  expect(withoutSecrets('part-of-it')).toBe('***');
});

it('an error says none', () => {
  keepSecret('a-secret');
  expect(reasonOf(new Error('bad login a-secret'))).toBe('bad login ***');
});

it.each([
  ['as JSON', false, { msg: 'said ***', at: { stack: 'E\n at x' }, list: ['\u009b'] }],
  ['for a terminal', true, { msg: 'said ***', at: { stack: 'E\n at x' }, list: ['\\u009b'] }],
])('a log line %s has no secret and no control character', (_, isDecoded, expected) => {
  keepSecret('a-secret');
  const lines: string[] = [];
  const entry = { msg: 'said a-secret', at: { stack: 'E\n at x' }, list: ['\u009b'] };
  safeLines({ write: (line) => void lines.push(line) }, isDecoded).write(`${JSON.stringify(entry)}\n`);
  // eslint-disable-next-line no-control-regex
  expect(lines.join('').trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(JSON.parse(lines.join(''))).toEqual(expected);
});
