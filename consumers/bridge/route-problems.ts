import { z } from 'zod';
import { deadLetterTopic } from './dead-letter.ts';
import { routeName, type Route, type TopicPolicies } from './route.ts';

const DEAD_LETTER_SUFFIX = deadLetterTopic('');

/** A signal that waits holds its place in its partition. */
const MAX_WAIT_MS = 60 * 60 * 1_000;

const Wait = z.strictObject({ waitMs: z.int().min(1).max(MAX_WAIT_MS) });

/** TypeScript reports most of this already; routes may come from JavaScript. */
const Policies = z.object({
  topic: z
    .string()
    .min(1, 'must not be empty')
    .refine(
      (topic) => !topic.endsWith(DEAD_LETTER_SUFFIX),
      'must not be a dead-letter topic: see ktb dlq replay',
    ),
  tombstone: z.enum(['ignore', 'dead-letter']),
  trustCloudEventIds: z.union([z.boolean(), z.literal('global')]),
  incarnation: z.int().min(1),
  startFrom: z.enum(['beginning', 'end', 'stop']),
  early: z.custom<Route['early']>(
    (early) => early === 'start' || early === 'dead-letter' || Wait.safeParse(early).success,
    `should be start, dead-letter, or { waitMs } from 1 to ${MAX_WAIT_MS}`,
  ),
  late: z.enum(['dead-letter', 'ignore']),
  conflict: z.enum(['dead-letter', 'ignore']),
});

/** Decided before a record's type is known. */
const OF_TOPIC: readonly (keyof TopicPolicies)[] = [
  'tombstone',
  'trustCloudEventIds',
  'incarnation',
  'startFrom',
];

/** Everything that is wrong with a set of routes, a sentence each. */
export function routeProblems(routes: readonly Route[]): string[] {
  if (routes.length === 0) return ['there is no route'];
  return [
    ...routes.flatMap(badPolicies),
    ...duplicates(routes),
    ...disagreements(routes),
    ...twoReaders(routes),
  ];
}

function badPolicies(route: Route): string[] {
  const checked = Policies.safeParse(route);
  return checked.success
    ? []
    : checked.error.issues.map(
        ({ path, message }) => `route ${routeName(route)}: ${path.join('.')}: ${message}`,
      );
}

const duplicates = (routes: readonly Route[]): string[] =>
  [...Map.groupBy(routes, routeName)]
    .filter(([, same]) => same.length > 1)
    .map(([name, same]) => `route ${name}: there are ${same.length}, and one record makes one command`);

const disagreements = (routes: readonly Route[]): string[] =>
  [...Map.groupBy(routes, ({ topic }) => topic)].flatMap(([topic, ofTopic]) =>
    OF_TOPIC.filter((policy) => new Set(ofTopic.map((route) => route[policy])).size > 1).map(
      (policy) =>
        `topic ${topic}: its routes differ in ${policy}, which is decided before a record's type is known`,
    ),
  );

/** A record's full name chooses the schema that it is read with. */
const twoReaders = (routes: readonly Route[]): string[] =>
  [...Map.groupBy(routes, ({ type }) => type.fullName)]
    .filter(([, same]) => new Set(same.map(({ type }) => JSON.stringify(type.schema))).size > 1)
    .map(([name]) => `type ${name}: its routes read it with different schemas`);
