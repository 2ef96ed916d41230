import ms, { type StringValue } from 'ms';

/**
 * `90 seconds`, say, in milliseconds; undefined if it is none, for which the library sometimes throws. It
 * takes a bare number for milliseconds, which hardly anybody means who leaves the unit out.
 */
export function readDuration(words: string): number | undefined {
  if (!/[a-z]$/i.test(words)) return undefined;
  try {
    return ms(words as StringValue);
  } catch {
    return undefined;
  }
}
