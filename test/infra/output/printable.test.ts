import { describe, expect, it } from '@jest/globals';
import { printable, printableJson, printableLines } from '../../../infra/output/printable.ts';

/** One of each kind that a terminal obeys, or that breaks a line or turns its direction. */
const UNSAFE = [
  '\u0000',
  '\u0007',
  '\b',
  '\r',
  '\n',
  '\u001b',
  '\u007f',
  '\u0085',
  '\u009b',
  '\u061c',
  '\u200e',
  '\u200f',
  '\u2028',
  '\u2029',
  '\u202a',
  '\u202e',
  '\u2066',
  '\u2069',
];

/** Named by its number, as a terminal shows the names of tests. */
const named = UNSAFE.map((char) => [char.charCodeAt(0).toString(16).padStart(4, '0'), char] as const);

describe.each(named)('U+%s', (_, char) => {
  it('is written as its code, on one line', () => {
    expect(printable(`a${char}b`)).toMatch(/^a\\(u[\da-f]{4}|[nr])b$/);
  });

  it('is escaped in JSON, which says the same', () => {
    const json = printableJson({ [`k${char}`]: [`v${char}`] });
    expect(json).not.toContain(char);
    expect(JSON.parse(json)).toEqual({ [`k${char}`]: [`v${char}`] });
  });
});

it('other text stays as it is', () => {
  const text = 'Zoë Ünal 山田 🙂 "x" \\ \u200d';
  expect(printable(text)).toBe(text);
  expect(printableJson({ text }, 2)).toBe(JSON.stringify({ text }, undefined, 2));
});

it('no later line of a message passes for a message of its own', () => {
  expect(printableLines('a\nktb: b\n    at c\u001b')).toBe('a\n  ktb: b\n    at c\\u001b');
});
