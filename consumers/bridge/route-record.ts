import { isUtf8 } from 'node:buffer';
import type { Decoded } from '../../schemas/bridge/codec.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { isRejected, rejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import type { Command, Ignore } from './command.ts';
import { identify, type EventIdentity } from './event-identity.ts';
import type { InboundRecord } from './inbound-record.ts';
import { routeName, type BrokenRule, type Route } from './route.ts';
import { unstorable } from './storable-command.ts';

export interface RouterParts {
  readonly routes: readonly Route[];
  /** Kafka's cluster id: part of every event's identity. */
  readonly cluster: string;
  /** The reader's frozen name, see `EventIdentity`. */
  readonly reader?: string | undefined;
}

/** A record, and what is to be done about it. */
export interface RoutedRecord {
  readonly record: InboundRecord;
  readonly identity: EventIdentity;
  /** `<topic>/<full name>`, or the topic alone if the record's type is not known. */
  readonly route: string;
  readonly todo: Command | Rejected;
  readonly policies: Pick<Route, 'late' | 'conflict'>;
  /** What it takes in memory beside the record, in bytes, roughly. Default 0. */
  readonly weight?: number;
}

/** Pure. */
export type RouteRecord = (record: InboundRecord, decoded: Decoded | Rejected | Ignore) => RoutedRecord;

/** The stage that makes a command of a value, by the route of its topic and type. */
export const router = ({ routes, cluster, reader }: RouterParts): RouteRecord =>
  function routeRecord(record, decoded) {
    const { topic } = record;
    const candidates = routes.filter((route) => route.topic === topic);
    const identity = identify(record, { ...UNROUTED, ...candidates[0], cluster, reader });
    const unrouted = (todo: Command | Rejected) => ({
      ...{ record, identity, route: topic, todo },
      policies: DEAD_LETTERS,
    });
    if (isRejected(decoded) || decoded.kind === 'ignored') return unrouted(decoded);

    const { fullName } = decoded.type;
    const route = candidates.find(({ type }) => type.fullName === fullName);
    if (!route) return unrouted(rejected('route', 'no-route', `no route takes ${fullName} from ${topic}`));
    const todo = commandOf(route, record, decoded.value);
    const weight = isRejected(todo) ? 0 : (decoded.weight ?? 0);
    return { record, identity, route: routeName(route), todo, policies: route, weight };
  };

/** For a topic that no route names. */
const UNROUTED = { incarnation: 1, trustCloudEventIds: true };
const DEAD_LETTERS = { late: 'dead-letter', conflict: 'dead-letter' } as const;

/** What a route makes of a value. Pure. */
export function commandOf(route: Route, record: InboundRecord, value: unknown): Command | Rejected {
  const { type, early, check, toCommand } = route;
  const wrongKey = checkKey(type, value, record.key);
  if (wrongKey) return wrongKey;
  try {
    const broken = listed(check(value));
    if (broken !== '') return invalid(`${type.fullName} breaks a rule: ${broken}`);
    const command = toCommand(value, record);
    // Types say that there is one; a route of JavaScript may forget it.
    if (!command?.kind) return invalid(`the route of ${type.fullName} gave no command`);
    const empty = emptyName(command);
    if (empty) return invalid(`the route of ${type.fullName} gave a command without a ${empty}`);
    const sent = early === 'start' ? command : withoutStart(command, early);
    const lost = unstorable(sent);
    return lost
      ? invalid(`not every Temporal can store what ${type.fullName} becomes: ${lost.field}: ${lost.rule}`)
      : sent;
  } catch (error) {
    // A pure function fails the same way each time. Its message may quote the event, so it is not passed on.
    return invalid(
      `the route of ${type.fullName} failed with ${error instanceof Error ? error.name : 'an error'}`,
    );
  }
}

const invalid = (message: string) => rejected('route', 'invalid', message);

/**
 * The first name that a command lacks. Temporal answers an empty id as if in an outage, so that the record would be tried
 * for ever; and what is no text here, as a route of JavaScript may give, names no workflow.
 */
function emptyName(command: Command): string | undefined {
  if (command.kind === 'ignored') return undefined;
  const { kind, ...given } = command;
  return NAMES[kind].find((name) => {
    const text = (given as Readonly<Record<string, unknown>>)[name];
    return typeof text !== 'string' || text === '';
  });
}

const NAMES = {
  start: ['workflowId', 'workflowType', 'taskQueue'],
  signal: ['workflowId', 'signal'],
  signalWithStart: ['workflowId', 'workflowType', 'taskQueue', 'signal'],
} as const;

const MAX_LISTED = 10;

/**
 * The first rules. It asks for no more than it lists, for one record may break a rule hundreds of thousands of times; of
 * an array it knows the number.
 */
function listed(broken: Iterable<BrokenRule>): string {
  const rules: string[] = [];
  for (const { field, rule } of broken) {
    if (rules.length === MAX_LISTED) {
      const more = Array.isArray(broken) ? `${broken.length - MAX_LISTED} more` : 'more';
      return `${rules.join('; ')}; and ${more}`;
    }
    rules.push(`${field}: ${rule}`);
  }
  return rules.join('; ');
}

/** A record's key decides its partition, and so its order: one that is not the event's id would break both. */
function checkKey(type: RecordType, value: unknown, key: Buffer | null): Rejected | undefined {
  const id = type.keyOf(value);
  if (id === undefined) return undefined;
  if (key === null) return rejected('route', 'bad-key', 'the record has no key');
  if (!isUtf8(key)) return rejected('route', 'bad-key', 'the record key is not UTF-8 text');
  if (key.toString() !== id) return rejected('route', 'key-mismatch', "the record key is not the event's id");
  if (id === '') return invalid(`${type.fullName} breaks a rule: ${type.schema.key}: must not be empty`);
  return undefined;
}

function withoutStart(command: Command, early: Exclude<Route['early'], 'start'>): Command {
  if (command.kind !== 'signal' && command.kind !== 'signalWithStart') return command;
  const { workflowId, signal, args } = command;
  return { kind: 'signal', workflowId, signal, args, ...(early !== 'dead-letter' && early) };
}
