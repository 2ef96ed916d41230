import { expect, it } from '@jest/globals';
import { page } from './pages.ts';

const { text } = page('README.md');

it('the README is short, and shows code on its first screen', () => {
  expect(text.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(1_000);
  const lines = text.split('\n');
  expect(lines.indexOf('```ts')).toBeGreaterThan(0);
  expect(lines.indexOf('```ts')).toBeLessThan(40);
});
