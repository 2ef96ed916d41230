import { rejected, type Rejected } from '../schemas/rejected.ts';
import type { Command } from './command.ts';

/** Temporal's own limits. Beyond them a call is refused, or fails in ways that look like an outage. */
const MAX_ID_BYTES = 1_000;
const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024;

/** Rejects what Temporal could never take, before it is asked. */
export function checkSize(command: Command): Rejected | undefined {
  if (command.kind === 'ignored') return undefined;
  const idBytes = Buffer.byteLength(command.workflowId);
  if (idBytes > MAX_ID_BYTES) return oversize(`the workflow id would have ${idBytes} bytes`, MAX_ID_BYTES);

  const payloads = [...command.args, ...(command.kind === 'signalWithStart' ? command.workflowArgs : [])];
  const bytes = payloads.map((payload) => Buffer.byteLength(JSON.stringify(payload)));
  const largest = Math.max(0, ...bytes);
  return largest > MAX_PAYLOAD_BYTES
    ? oversize(`the event has ${largest} bytes as JSON`, MAX_PAYLOAD_BYTES)
    : undefined;
}

const oversize = (what: string, limit: number): Rejected =>
  rejected('dispatch', 'oversize', `${what}, more than the ${limit} that Temporal takes`);
