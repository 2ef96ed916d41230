/** Header fields of a mail by lower-case name: unfolded (RFC 5322) and with encoded words decoded (RFC 2047). */
export function readMailHeaders(mail: string): Map<string, string> {
  const [head = ''] = mail.split(/\r?\n\r?\n/, 1);
  const fields = head.replaceAll(/\r?\n(?=[ \t])/g, '').split(/\r?\n/);
  return new Map(
    fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), decodeWords(field.slice(colon + 1).trim())];
    }),
  );
}

/** White space between two encoded words is not part of the text; the bytes of one character may be in both words. */
function decodeWords(value: string): string {
  return value.replaceAll(/=\?utf-8\?[qb]\?[^?]*\?=(?:\s+=\?utf-8\?[qb]\?[^?]*\?=)*/gi, (words) => {
    const parts = [...words.matchAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi)];
    return Buffer.concat(parts.map(([, encoding, text]) => decode(encoding!, text!))).toString('utf8');
  });
}

function decode(encoding: string, text: string): Buffer {
  if (encoding.toLowerCase() === 'b') return Buffer.from(text, 'base64');
  const bytes = text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
