import { describe, expect, it } from '@jest/globals';
import { readMailHeaders } from '../../../infra/simulator/mail-headers.ts';

const subjectOf = (lines: string) =>
  readMailHeaders(`From: a@b.example\r\nSubject: ${lines}\r\n\r\nSubject: body`).get('subject');

describe('the headers of a mail', () => {
  it.each([
    ['plain', 'Order 1', 'Order 1'],
    ['folded', 'Order\r\n 1', 'Order 1'],
    ['an encoded word', '=?UTF-8?Q?Caf=C3=A9_1?= is open', 'Café 1 is open'],
    ['base64', '=?UTF-8?B?Q2Fmw6k=?=', 'Café'],
    ['a character in two words', '=?UTF-8?Q?Caf=C3?=\r\n =?UTF-8?Q?=A9?=', 'Café'],
  ])('are read where they are %s', (_, written, read) => {
    expect(subjectOf(written)).toBe(read);
  });
});
