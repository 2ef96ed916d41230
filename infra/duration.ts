import ms, { type StringValue } from 'ms';

/**
 * A duration such as `90 seconds`, in milliseconds; undefined if the text is not one. The library would accept a number
 * without a unit as milliseconds, but that is rarely meant, so it is refused here.
 */
export function readDuration(words: string): number | undefined {
  if (!/[a-z]$/i.test(words)) return undefined;
  try {
    return ms(words as StringValue);
  } catch {
    return undefined;
  }
}
