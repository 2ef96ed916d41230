import { InvalidArgumentError, Option } from 'commander';
import ms from 'ms';
import { readDuration } from '../duration.ts';

const DAY = 24 * 60 * 60 * 1_000;

/** How long to wait for a result, in milliseconds. */
export const withinOption = (meaning: string, unset: number) =>
  new Option('--within <time>', meaning).argParser(duration).default(unset, ms(unset, { long: true }));

function duration(words: string): number {
  const value = readDuration(words);
  if (value !== undefined && value > 0 && value <= DAY) return value;
  throw new InvalidArgumentError('should be a duration with its unit, such as "10 seconds", at most a day');
}
