import { isUtf8 } from 'node:buffer';
import { rejected, type Rejected } from '../schemas/rejected.ts';
import type { Decoded } from '../schemas/codec.ts';
import type { RecordType } from '../schemas/record-type.ts';
import type { Command } from './command.ts';
import type { InboundRecord } from './inbound-record.ts';

/** A field that breaks a rule of the business; the rule is told to people, the value never is. */
export interface BrokenRule {
  readonly field: string;
  readonly rule: string;
}

export interface RouteOptions<T> {
  /** Rules that a schema cannot state. A record that breaks one is dead-lettered as `invalid`. Default: none. */
  readonly check?: (event: T) => readonly BrokenRule[];
  /** What a null value means. Default `ignore`: on a compacted topic it only says that the key is gone. */
  readonly tombstone?: 'ignore' | 'dead-letter';
  /** Whether an event may be named by its `ce_source` and `ce_id`. Default true. */
  readonly trustCloudEventIds?: boolean;
  /** Raise it when the topic is recreated. Default 1. */
  readonly incarnation?: number;
}

/** One record type on one topic, and the command that it becomes. A plain value. */
export interface Route {
  readonly topic: string;
  readonly type: RecordType;
  readonly toCommand: (event: unknown) => Command;
  readonly check: (event: unknown) => readonly BrokenRule[];
  readonly tombstone: 'ignore' | 'dead-letter';
  readonly trustCloudEventIds: boolean;
  readonly incarnation: number;
}

/**
 * @param toCommand must be pure: it may run again for a record that is delivered again.
 */
export function route<T>(
  topic: string,
  type: RecordType<T>,
  toCommand: (event: T) => Command,
  options: RouteOptions<T> = {},
): Route {
  const { check = () => [], tombstone = 'ignore', trustCloudEventIds = true, incarnation = 1 } = options;
  // The codec yields values of `type`, which is what makes these two casts true.
  return {
    topic,
    type,
    toCommand: toCommand as Route['toCommand'],
    check: check as Route['check'],
    tombstone,
    trustCloudEventIds,
    incarnation,
  };
}

/** Finds the route of a decoded record and makes its command. Pure. */
export function routeRecord(
  routes: readonly Route[],
  record: InboundRecord,
  decoded: Decoded,
): Command | Rejected {
  const found = routes.find(
    ({ topic, type }) => topic === record.topic && type.fullName === decoded.type.fullName,
  );
  if (!found)
    return rejected('route', 'no-route', `no route takes ${decoded.type.fullName} from ${record.topic}`);

  const wrongKey = checkKey(found.type.keyOf(decoded.value), record.key);
  if (wrongKey) return wrongKey;

  const broken = found.check(decoded.value);
  if (broken.length > 0) {
    const rules = broken.map(({ field, rule }) => `${field}: ${rule}`).join('; ');
    return rejected('route', 'invalid', `${decoded.type.fullName} breaks a rule: ${rules}`);
  }
  return found.toCommand(decoded.value);
}

/** A record's key decides its partition, and so its order: one that is not the event's id would break both. */
function checkKey(id: string | undefined, key: Buffer | null): Rejected | undefined {
  if (id === undefined) return undefined;
  if (key === null) return rejected('route', 'bad-key', 'the record has no key');
  if (!isUtf8(key)) return rejected('route', 'bad-key', 'the record key is not UTF-8 text');
  if (key.toString() !== id) return rejected('route', 'key-mismatch', "the record key is not the event's id");
  return undefined;
}
