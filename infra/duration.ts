import ms, { type StringValue } from 'ms';

/** `90 seconds`, say, in milliseconds; undefined where it is none, which the library says of some texts by throwing. */
export function readDuration(words: string): number | undefined {
  try {
    return ms(words as StringValue);
  } catch {
    return undefined;
  }
}
