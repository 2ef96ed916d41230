import { afterAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { eventually } from '../eventually.ts';
import { partsOf } from './broken.ts';
import { openLab } from './lab.ts';

const lines: string[] = [];
const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
const lab = await openLab(partsOf('l12-silence'), { log });
afterAll(() => lab.close());

const SECRETS = { key: 'secret-key', payload: 'secret-payload', header: 'secret-header' };

it('L12 silence: no key, payload or header value stands in a log or in what is added to a dead letter', async () => {
  let failures = 0;
  await lab.bridge(undefined, {
    dispatch: (real) => (command, event, signal) => {
      failures += 1;
      if (failures === 1) throw new Error(`unforeseen, at ${SECRETS.payload}`);
      return real(command, event, signal);
    },
  });
  await lab.sendBytes(SECRETS.key, Buffer.from(SECRETS.payload), { hidden: SECRETS.header });
  await lab.send([{ id: SECRETS.key, n: 1, ask: 'end' }], () => SECRETS.header);
  await lab.send([{ id: SECRETS.key, n: 2, ask: 'add' }]);
  await eventually(() => lab.dead.length === 2 || (failures > 1 && lab.dead.length > 0));
  await lab.appliedAll(SECRETS.key, 1);

  expect(lines.length).toBeGreaterThan(2);
  const said = lines.join('');
  for (const secret of Object.values(SECRETS)) expect(said).not.toContain(secret);
  const added = Object.entries(lab.dead[0]!.headers).filter(([name]) => name !== 'hidden');
  for (const secret of Object.values(SECRETS)) expect(JSON.stringify(added)).not.toContain(secret);
});
