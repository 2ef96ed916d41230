import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRecordType } from '../../../schemas/bridge/read-record-type.ts';
import { recordType, type RecordSchema } from '../../../schemas/bridge/record-type.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const schema: RecordSchema = {
  type: 'record',
  name: 'TicketOpened',
  namespace: 'tickets.v1',
  key: 'ticketId',
  fields: [
    { name: 'ticketId', type: 'string' },
    { name: 'subject', type: 'string' },
  ],
};
const SENTENCE =
  'the key of tickets.v1.TicketOpened is "ticketID", which is none of its fields: name one of ticketId, subject, or leave it out';

describe('a record type', () => {
  it('whose key is no field cannot be made', () => {
    expect(() => recordType({ ...schema, key: 'ticketID' })).toThrow(new TypeError(SENTENCE));
  });

  it('is read from a file, which an error names', () => {
    const folder = temporaryFolder();
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    expect(readRecordType(file('good.avsc', JSON.stringify(schema))).fullName).toBe(
      'tickets.v1.TicketOpened',
    );
    const wrong = file('wrong.avsc', JSON.stringify({ ...schema, key: 'ticketID' }));
    expect(() => readRecordType(wrong)).toThrow(`${wrong}: ${SENTENCE}`);
    const broken = file('broken.avsc', '{');
    expect(() => readRecordType(broken)).toThrow(`${broken} is not JSON`);
  });

  it.each([
    [{ ticketId: 't-1' }, 't-1'],
    [{ ticketId: 7 }, '7'],
    [{ ticketId: undefined }, ''],
    [{ ticketId: null }, ''],
    [{ ticketId: '' }, ''],
  ])('knows the key of %j', (value, key) => expect(recordType(schema).keyOf(value)).toBe(key));

  it('may have no key', () => {
    const { key: _, ...keyless } = schema;
    expect(recordType(keyless).keyOf({ ticketId: 't-1' })).toBeUndefined();
  });
});
