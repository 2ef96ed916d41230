import { expect, it } from '@jest/globals';
import { pages, proseOf } from './pages.ts';

/** Words that have a plainer twin: a person, no one, whoever → if you; mend → repair; anew → again; tells → says. */
const QUAINT = /\b(somebody|nobody|whoever|anew|mends?|mended|stands|stood|tells|lest)\b/gi;

it.each(pages)('$path is in plain English', (page) => {
  expect(proseOf(page).match(QUAINT) ?? []).toEqual([]);
});
