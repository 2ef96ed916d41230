import { MAX_ID_BYTES } from '../../schemas/bridge/storable-text.ts';
import { rejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import type { Command, Sent } from './command.ts';

/**
 * Temporal's own limits, less what goes around a payload: the event's header in this call, and what the workflow
 * wraps it in when it hands it to an activity. Beyond them a call is refused, or fails in ways that look like an outage.
 */
const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024 - 64 * 1024;
const MAX_REQUEST_BYTES = 4 * 1024 * 1024 - 64 * 1024;
/** MySQL's column for it in Temporal's list of workflows. */
const MAX_MEMO_BYTES = 65_535;
/** What goes around one value of a memo in that column. */
const AROUND_MEMO_VALUE = 64;

/** Rejects what Temporal could never take, before it is asked. */
export function checkSize(command: Command): Rejected | undefined {
  if (command.kind === 'ignored') return undefined;
  for (const [what, name] of columnsOf(command)) {
    const bytes = Buffer.byteLength(name);
    if (bytes > MAX_ID_BYTES) return oversize(`the ${what} would have ${bytes} bytes`, MAX_ID_BYTES);
  }

  const payloads = [...command.args, ...(command.kind === 'signalWithStart' ? command.workflowArgs : [])];
  const bytes = payloads.map(sizeAsJson);
  const memoBytes = sizeOfMemo(command);
  if ([...bytes, memoBytes].some(Number.isNaN))
    return rejected('dispatch', 'invalid', 'an argument or the memo of the call cannot be written as JSON');
  if (memoBytes > MAX_MEMO_BYTES) return oversize(`the memo has ${memoBytes} bytes as JSON`, MAX_MEMO_BYTES);
  const largest = Math.max(0, ...bytes);
  if (largest > MAX_PAYLOAD_BYTES)
    return oversize(`the event has ${largest} bytes as JSON`, MAX_PAYLOAD_BYTES);

  const all = bytes.reduce((sum, size) => sum + size, memoBytes);
  return all > MAX_REQUEST_BYTES
    ? oversize(`the call would have ${all} bytes as JSON`, MAX_REQUEST_BYTES)
    : undefined;
}

/** Names for which PostgreSQL and MySQL have columns. */
const columnsOf = (command: Sent): (readonly [what: string, name: string])[] => [
  ['workflow id', command.workflowId],
  ...(command.kind === 'signal'
    ? []
    : ([
        ['workflow type', command.workflowType],
        ['task queue', command.taskQueue],
      ] as const)),
];

const sizeOfMemo = (command: Sent): number =>
  Object.entries((command.kind !== 'signal' && command.memo) || {}).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeAsJson(value) + AROUND_MEMO_VALUE,
    0,
  );

/** Nothing for what JSON leaves out, such as an argument that is undefined; NaN for what it cannot hold. */
function sizeAsJson(payload: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(payload) ?? '');
  } catch {
    return NaN;
  }
}

const oversize = (what: string, limit: number): Rejected =>
  rejected('dispatch', 'oversize', `${what}, more than the ${limit} that every Temporal takes`);
