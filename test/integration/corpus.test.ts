import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../infra/settings/config.ts';
import { createCodec } from '../../schemas/bridge/codec.ts';
import { connectRegistry, type Registry } from '../../schemas/bridge/registry.ts';
import { parseWriterSchema } from '../../schemas/bridge/writer-schema.ts';
import { aRecord } from '../consumers/bridge/record.ts';
import { CORPUS, corpusRoutes } from '../corpus/corpus.ts';
import { MARK, type CorpusRecord } from '../corpus/corpus-record.ts';
import { schemaRegistrar } from '../corpus/register.ts';
import { bridgeAlone, type Verdict } from '../corpus/verdict.ts';

/** The whole corpus, decoded with a real registry and routed; end to end it goes through a running bridge. */
const routes = corpusRoutes();
const types = routes.map(({ type }) => type);
const REFUSED_ID = 1;

let judge: (record: CorpusRecord) => Promise<Verdict>;
beforeAll(async () => {
  const { url } = loadConfig().registry;
  const register = schemaRegistrar(url);
  const alone = await bridgeAlone(createCodec(connectRegistry({ url }), types), routes);
  let offset = 0n;

  judge = async ({ topic, key, schema, value, headers = {} }) => {
    const id = schema && !schema.refused ? await register(schema) : REFUSED_ID;
    const through = schema?.refused
      ? await bridgeAlone(createCodec(registryOf(schema.text), types), routes)
      : alone;
    offset += 1n;
    return through(aRecord({ topic, key, offset, value: value(id), headers }));
  };
});

/** For a schema that registries refuse: somebody may have one that does not. */
const registryOf = (text: string): Registry => ({
  writerSchema: async () => {
    try {
      return parseWriterSchema([text]);
    } catch {
      return 'unusable-schema';
    }
  },
  register: () => Promise.reject(new Error('read only')),
});

describe('each record becomes what the list says', () => {
  it.each(CORPUS.map((record) => [record.row, record.name, record] as const))(
    '%i %s',
    async (_, __, record) => {
      const started = process.cpuUsage();
      const verdict = await judge(record);
      expect(process.cpuUsage(started).user).toBeLessThan(10_000_000);
      expect(record.expected).toContain(outcomeOf(verdict));
      if (record.event) expect(eventOf(verdict)).toMatchObject(record.event);
      expect(messageOf(verdict)).not.toContain(MARK);
      expect(({} as Record<string, unknown>)['7']).toBeUndefined();
    },
  );
});

function outcomeOf(verdict: Verdict): unknown {
  switch (verdict.kind) {
    case 'command':
      return verdict.command.kind === 'ignored' ? 'ignored' : 'taken';
    case 'dead-letter':
      return verdict.letter.headers['ktb_reason'];
    case 'held-up':
      return verdict.cause;
  }
}

const eventOf = (verdict: Verdict) =>
  verdict.kind === 'command' && 'args' in verdict.command ? verdict.command.args[0] : undefined;

const messageOf = (verdict: Verdict) =>
  verdict.kind === 'dead-letter' ? String(verdict.letter.headers['__connect.errors.exception.message']) : '';

const ofRow = (row: number) => CORPUS.filter((record) => record.row === row);

it('row 31: a map with a key __proto__ keeps it, and its prototype', async () => {
  for (const record of ofRow(31)) {
    const event = eventOf(await judge(record)) as Record<string, object>;
    const map = Object.keys(event['labels']!).length > 0 ? event['labels']! : event['groups']!;
    expect(Object.keys(map)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
  }
});

it('row 50: events of the same name are one event', async () => {
  const verdicts = await inTurn(ofRow(50));
  const ids = verdicts.map((verdict) => verdict.kind === 'command' && verdict.event.id);
  expect(ids).toEqual([`ce:["/${MARK}","${MARK}"]`, `ce:["/${MARK}","${MARK}"]`]);
});

it('row 51: forged headers name no event and are in no dead letter', async () => {
  const [good, bad] = await inTurn(ofRow(51));
  expect(good).toMatchObject({ event: { id: expect.stringMatching(/^corpus\/orders\.approvals@1\//) } });
  expect(bad).toMatchObject({
    letter: {
      headers: { ktb_reason: 'not-framed', ktb_replays: '0', '__connect.errors.topic': 'orders.approvals' },
    },
  });
  expect(JSON.stringify((bad as { letter: { headers: object } }).letter.headers)).not.toContain(MARK);
});

it('row 52: a header chooses no workflow, task queue or address', async () => {
  const [verdict] = await inTurn(ofRow(52));
  expect(verdict).toMatchObject({ command: { workflowType: 'order', taskQueue: 'orders' } });
});

it('row 55: the message names the field', async () => {
  const messages = (await inTurn(ofRow(55))).map(messageOf);
  const fields = [
    'items:',
    'items.0.quantity:',
    'items.0.unitPriceMinor:',
    'currency:',
    'email:',
    'customerId:',
    'address.country:',
  ];
  expect(messages).toEqual(fields.map((field) => expect.stringContaining(field)));
});

async function inTurn(records: readonly CorpusRecord[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const record of records) verdicts.push(await judge(record));
  return verdicts;
}
