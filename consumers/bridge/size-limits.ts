import { rejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import type { Command } from './command.ts';

/**
 * What every Temporal takes. The frontend lets longer ids through, up to 1,000 bytes; on PostgreSQL and MySQL they then
 * fit into no column, and the call fails again and again as if in an outage.
 */
export const MAX_ID_BYTES = 255;

/**
 * Temporal's own limits, less what goes around a payload: the event's header in this call, and what the workflow
 * wraps it in when it hands it to an activity. Beyond them a call is refused, or fails in ways that look like an outage.
 */
const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024 - 64 * 1024;
const MAX_REQUEST_BYTES = 4 * 1024 * 1024 - 64 * 1024;

/** Rejects what Temporal could never take, before it is asked. */
export function checkSize(command: Command): Rejected | undefined {
  if (command.kind === 'ignored') return undefined;
  const idBytes = Buffer.byteLength(command.workflowId);
  if (idBytes > MAX_ID_BYTES) return oversize(`the workflow id would have ${idBytes} bytes`, MAX_ID_BYTES);

  const payloads = [...command.args, ...(command.kind === 'signalWithStart' ? command.workflowArgs : [])];
  const bytes = payloads.map(sizeAsJson);
  if (bytes.some(Number.isNaN))
    return rejected('dispatch', 'invalid', 'an argument of the call cannot be written as JSON');
  const largest = Math.max(0, ...bytes);
  if (largest > MAX_PAYLOAD_BYTES)
    return oversize(`the event has ${largest} bytes as JSON`, MAX_PAYLOAD_BYTES);

  const all = bytes.reduce((sum, size) => sum + size, 0);
  return all > MAX_REQUEST_BYTES
    ? oversize(`the call would have ${all} bytes as JSON`, MAX_REQUEST_BYTES)
    : undefined;
}

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
