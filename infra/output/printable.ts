/** What a terminal obeys (C0, DEL, C1), what ends a line, and what turns the direction of a text. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (char: string): string =>
  SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text as one line that a terminal only shows: each control character is written as JSON writes it. */
export const printable = (text: string): string => text.replace(UNSAFE, escaped);

/** A text of several lines, each printable. Later lines are indented, so that none of them passes for a first one. */
export const printableLines = (text: string): string =>
  text
    .split('\n')
    .map(printable)
    .map((line, index) => (index === 0 || line === '' || line.startsWith('  ') ? line : `  ${line}`))
    .join('\n');

/** JSON that a terminal only shows. What `JSON.stringify` leaves as it is, DEL and above, is escaped too. */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(UNSAFE, (char) => (char === '\n' ? char : escaped(char)));
