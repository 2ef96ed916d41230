import { headerText } from '../../../consumers/bridge/inbound-record.ts';
import { readDeadLetter } from '../../../consumers/bridge/read-dead-letter.ts';
import { contractOf } from '../../app/app.ts';
import type { AppOption } from '../app-option.ts';
import { createCodec } from '../../../schemas/bridge/codec.ts';
import { connectRegistry } from '../../../schemas/bridge/registry.ts';
import { isRejected } from '../../../schemas/bridge/rejected.ts';
import { allTypes } from '../../app/topic-types.ts';
import type { InboundRecord } from '../../../consumers/bridge/inbound-record.ts';
import { print, printJson, say } from '../../output/print.ts';
import { printable } from '../../output/printable.ts';
import { UserError } from '../../user-error.ts';
import { selectionOf, type SelectionOptions } from './options.ts';
import { select, type FoundLetter } from './selection.ts';
import { openDlq } from './session.ts';

const HEADINGS = ['partition', 'offset', 'written', 'reason', 'replays', 'key', 'message'];
const WIDTHS = [9, 8, 24, 19, 7, 24, 0];

export async function dlqList(
  name: string,
  options: SelectionOptions & AppOption & { json?: boolean },
): Promise<void> {
  const { kafka, topic } = await openDlq(name, options);
  const counts = new Map<string, number>();
  if (!options.json) print(row(HEADINGS));
  await kafka.readLog({
    topic,
    onRecord(record) {
      const letter = select(record, selectionOf(options));
      if (!letter) return;
      counts.set(letter.reason, (counts.get(letter.reason) ?? 0) + 1);
      if (options.json) printJson(listed(letter));
      else print(row(cells(letter)));
    },
  });
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const each = [...counts].map(([reason, count]) => `${count} ${reason}`).join(', ');
  say(`${total} dead ${total === 1 ? 'letter' : 'letters'}${each ? `: ${each}` : ''}`);
}

export async function dlqShow(
  name: string,
  partition: number,
  offset: number,
  { json = false, ...options }: AppOption & { json?: boolean },
): Promise<void> {
  const { app, config, kafka, topic } = await openDlq(name, options);
  let found: InboundRecord | undefined;
  const enough = new AbortController();
  await kafka.readLog({
    topic,
    from: new Map([[partition, BigInt(offset)]]),
    signal: enough.signal,
    onRecord(record) {
      if (record.partition !== partition || record.offset < BigInt(offset)) return;
      if (record.offset === BigInt(offset)) found = record;
      enough.abort();
    },
  });
  const letter = found && readDeadLetter(found);
  if (!found || !letter)
    throw new UserError(`there is no dead letter at ${topic}/${partition}, offset ${offset}`);
  const decoded = found.value
    ? await createCodec(connectRegistry(config.registry), allTypes(contractOf(app))).decode(found.value)
    : undefined;
  const shown = {
    ...listed({ ...letter, at: found }),
    headers: Object.fromEntries(
      Object.keys(found.headers).map((header) => [header, headerText(found!.headers, header) ?? null]),
    ),
    type: decoded && !isRejected(decoded) ? decoded.type.fullName : null,
    value: decoded && !isRejected(decoded) ? decoded.value : (found.value?.toString('base64') ?? null),
  };
  printJson(shown, json ? undefined : 2);
}

const listed = ({ at, original, eventId, reason, route, message, replays }: FoundLetter) => ({
  partition: at.partition,
  offset: String(at.offset),
  written: new Date(at.timestamp).toISOString(),
  reason,
  route,
  key: at.key?.toString() ?? null,
  eventId,
  replays,
  message,
  from: { topic: original.topic, partition: original.partition, offset: String(original.offset) },
});

function cells(letter: FoundLetter): string[] {
  const { partition, offset, written, reason, replays, key, message } = listed(letter);
  return [
    String(partition),
    offset,
    written,
    reason,
    String(replays),
    shortened(printable(key ?? '(none)')),
    message,
  ];
}

const shortened = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text);

const row = (texts: readonly string[]) =>
  texts.map((text, index) => printable(text).padEnd(WIDTHS[index] ?? 0)).join('  ');
