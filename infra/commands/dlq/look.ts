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
import { selectionOf, statesOf, type SelectionOptions } from './options.ts';
import { select, type FoundLetter } from './selection.ts';
import { openDlq } from './session.ts';
import { readStates, type State, type Stated } from './states.ts';

const HEADINGS = ['partition', 'offset', 'written', 'state', 'reason', 'replays', 'key', 'message'];
const WIDTHS = [9, 8, 24, 14, 19, 7, 24, 0];

export async function dlqList(
  name: string,
  options: SelectionOptions & AppOption & { json?: boolean },
): Promise<void> {
  const session = await openDlq(name, options);
  const stateOf = await readStates(session);
  const wanted = statesOf(options);
  const reasons = new Map<string, number>();
  const states = new Map<string, number>();
  if (!options.json) print(row(HEADINGS));
  await session.kafka.readLog({
    topic: session.topic,
    onRecord(record) {
      const letter = select(record, selectionOf(options));
      if (!letter) return;
      const stated = stateOf(letter);
      count(states, stated.state);
      if (!wanted.has(stated.state)) return;
      count(reasons, letter.reason);
      if (options.json) printJson(listed(letter, stated));
      else print(row(cells(letter, stated)));
    },
  });
  const total = [...reasons.values()].reduce((sum, each) => sum + each, 0);
  const each = counted(reasons);
  const others = counted(new Map([...states].filter(([state]) => !wanted.has(state as State))));
  say(`${total} dead ${total === 1 ? 'letter' : 'letters'}${each ? `: ${each}` : ''}`);
  if (others) say(`not listed: ${others}; --state all lists them`);
}

const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

const counted = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([name, number]) => `${number} ${name}`).join(', ');

export async function dlqShow(
  name: string,
  partition: number,
  offset: number,
  { json = false, ...options }: AppOption & { json?: boolean },
): Promise<void> {
  const session = await openDlq(name, options);
  const { app, config, kafka, topic } = session;
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
    ...listed({ ...letter, at: found }, (await readStates(session))({ ...letter, at: found })),
    headers: Object.fromEntries(
      Object.keys(found.headers).map((header) => [header, headerText(found!.headers, header) ?? null]),
    ),
    type: decoded && !isRejected(decoded) ? decoded.type.fullName : null,
    value: decoded && !isRejected(decoded) ? decoded.value : (found.value?.toString('base64') ?? null),
  };
  printJson(shown, json ? undefined : 2);
}

const listed = (
  { at, original, eventId, reason, route, message, replays }: FoundLetter,
  { state, by }: Stated,
) => ({
  partition: at.partition,
  offset: String(at.offset),
  written: new Date(at.timestamp).toISOString(),
  state,
  ...(by && { by: { ...by, offset: String(by.offset) } }),
  reason,
  route,
  key: at.key?.toString() ?? null,
  eventId,
  replays,
  message,
  from: {
    topic: original.topic,
    partition: original.partition,
    offset: String(original.offset),
    ...(original.topicId !== undefined && { topicId: original.topicId }),
  },
});

function cells(letter: FoundLetter, stated: Stated): string[] {
  const { partition, offset, written, reason, replays, key, message } = listed(letter, stated);
  const { state, by } = stated;
  return [
    ...[String(partition), offset, written, state, reason, String(replays)],
    shortened(printable(key ?? '(none)')),
    by ? `see ${by.partition}/${by.offset}` : message,
  ];
}

const shortened = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text);

const row = (texts: readonly string[]) =>
  texts.map((text, index) => printable(text).padEnd(WIDTHS[index] ?? 0)).join('  ');
