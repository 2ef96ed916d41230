import { afterAll, expect, it } from '@jest/globals';
import { readEventHeader } from '../../workflows/bridge/interceptors/event-header.ts';
import { partsOf } from './broken.ts';
import { events, openLab } from './lab.ts';

const lab = await openLab(partsOf('l04-no-phantom'));
afterAll(() => lab.close());

it('L4 no phantom: every start and signal in a history names the record that it came from', async () => {
  await lab.send(events('id', 5));
  await lab.bridge();
  await lab.appliedAll('id', 5);

  const sources = (await lab.history('id')).flatMap(
    ({
      workflowExecutionStartedEventAttributes: started,
      workflowExecutionSignaledEventAttributes: signaled,
    }) => {
      const attributes = started ?? signaled;
      return attributes ? [readEventHeader(attributes.header?.fields ?? {})] : [];
    },
  );
  const record = (offset: number) => ({ log: `laws/${lab.topic}@1`, partition: 0, offset: String(offset) });
  expect(sources).toEqual([0, 0, 1, 2, 3, 4].map((offset) => expect.objectContaining(record(offset))));
});
