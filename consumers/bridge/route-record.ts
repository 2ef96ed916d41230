import { isUtf8 } from 'node:buffer';
import type { Decoded } from '../../schemas/bridge/codec.ts';
import { rejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import type { Command } from './command.ts';
import type { InboundRecord } from './inbound-record.ts';
import type { BrokenRule, Route } from './route.ts';

/** Makes a decoded record's command, as its route says. Pure. */
export function routeRecord(
  { type, early, check, toCommand }: Route,
  record: InboundRecord,
  { value }: Decoded,
): Command | Rejected {
  const wrongKey = checkKey(type.keyOf(value), record.key);
  if (wrongKey) return wrongKey;
  try {
    const broken = check(value);
    if (broken.length > 0) return invalid(`${type.fullName} breaks a rule: ${listed(broken)}`);
    const command = toCommand(value);
    // Types say that there is one; a route of JavaScript may forget it.
    if (!command?.kind) return invalid(`the route of ${type.fullName} gave no command`);
    return early === 'start' ? command : withoutStart(command);
  } catch (error) {
    // A pure function fails the same way each time. What it says may quote the event, so it is not passed on.
    return invalid(
      `the route of ${type.fullName} failed with ${error instanceof Error ? error.name : 'an error'}`,
    );
  }
}

const invalid = (message: string) => rejected('route', 'invalid', message);

const MAX_LISTED = 10;

function listed(broken: readonly BrokenRule[]): string {
  const rules = broken.slice(0, MAX_LISTED).map(({ field, rule }) => `${field}: ${rule}`);
  const more = broken.length - rules.length;
  return rules.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** A record's key decides its partition, and so its order: one that is not the event's id would break both. */
function checkKey(id: string | undefined, key: Buffer | null): Rejected | undefined {
  if (id === undefined) return undefined;
  if (key === null) return rejected('route', 'bad-key', 'the record has no key');
  if (!isUtf8(key)) return rejected('route', 'bad-key', 'the record key is not UTF-8 text');
  if (key.toString() !== id) return rejected('route', 'key-mismatch', "the record key is not the event's id");
  return undefined;
}

function withoutStart(command: Command): Command {
  if (command.kind !== 'signalWithStart') return command;
  const { workflowId, signal, args } = command;
  return { kind: 'signal', workflowId, signal, args };
}
