import { describe, expect, it } from '@jest/globals';
import { EVENT_HEADER, writeHeader } from '../../../../workflows/bridge/interceptors/event-header.ts';
import { UnfinishedHandlers } from '../../../../workflows/bridge/interceptors/unfinished-handlers.ts';
import { watchWaits } from '../../../../workflows/bridge/interceptors/watch-waits.ts';

/** A run, task by task, and what is told of its waits. */
function run() {
  const told: string[] = [];
  const name = (wait: { readonly kind: string; readonly signal?: string }) => wait.signal ?? wait.kind;
  const handlers = new UnfinishedHandlers();
  const { inbound, internals } = watchWaits(handlers, () => ({
    began: (wait) => void told.push(`${name(wait)} began`),
    ended: (wait) => void told.push(`${name(wait)} ended`),
    over: (waits) => void told.push(`over: ${waits.map(name).join(', ')}`),
  }));
  const headersOf = (signalName: string) => {
    const event = { id: signalName, log: 'c/t@1', partition: 3, offset: '1', op: 'signal' };
    return { [EVENT_HEADER]: writeHeader(event) };
  };
  /** A task that brings signals, lets handlers take some, and gives commands. */
  const task = (
    came: readonly string[],
    taken: readonly string[] = [],
    commands: object[] = [],
  ): string[] => {
    const jobs = came.map((signalName) => ({
      signalWorkflow: { signalName, headers: headersOf(signalName) },
    }));
    let isActivated = false;
    internals.activate({ activation: { jobs: [{}, ...jobs] }, batchIndex: 0 }, () => {
      isActivated = true;
      for (const signalName of taken)
        void inbound.handleSignal(
          { signalName, args: [], headers: headersOf(signalName) },
          async () => undefined,
        );
    });
    expect(isActivated).toBe(true);
    const input = { commands };
    expect(internals.concludeActivation(input, (passed) => passed)).toBe(input);
    return told.splice(0);
  };
  return { task, handlers, inbound };
}

describe('of a signal', () => {
  it('that a handler takes at once nothing is told', () => {
    expect(run().task(['s'], ['s'])).toEqual([]);
  });

  it('that none takes it is told when that begins and when it ends', () => {
    const { task } = run();
    expect(task(['s', 'x'], ['x'])).toEqual(['s began']);
    expect(task(['y'])).toEqual(['y began']);
    expect(task([], ['s'])).toEqual(['s ended']);
    expect(task([])).toEqual([]);
  });

  it.each([
    'completeWorkflowExecution',
    'failWorkflowExecution',
    'cancelWorkflowExecution',
    'continueAsNewWorkflowExecution',
  ])('that none took it is told when its run is over by %s', (end) => {
    const { task } = run();
    task(['s']);
    expect(task(['t'], [], [{ startTimer: {} }, { [end]: {} }])).toEqual(['t began', 'over: s, t']);
  });

  it('nothing is told at the end if all were taken', () => {
    const { task } = run();
    task(['s']);
    expect(task([], ['s'], [{ completeWorkflowExecution: {} }])).toEqual(['s ended']);
    expect(run().task([], [], [{ completeWorkflowExecution: {} }])).toEqual([]);
  });

  it('other commands end nothing', () => {
    const { task } = run();
    expect(task(['s'], [], [{ startTimer: {}, completeWorkflowExecution: null }])).toEqual(['s began']);
  });
});

it('handlers that keep a finished run open are told, those of updates too, until they have finished', async () => {
  const { task, handlers, inbound } = run();
  const update = Promise.withResolvers<string>();
  const input = { updateId: 'u', name: 'update', args: [], headers: {} };
  expect(inbound.handleUpdate(input, () => update.promise)).toBe(update.promise);
  expect(task([])).toEqual([]);
  handlers.awaited(false, 1);
  expect(handlers.wait?.handlers).toEqual(['update']);
  expect(task([])).toEqual(['unfinished began']);
  handlers.awaited(false, 2);
  expect(task([])).toEqual([]);
  handlers.awaited(true, 3);
  expect(task([], [], [{ completeWorkflowExecution: {} }])).toEqual(['unfinished ended']);
});

it('a task without jobs is one', () => {
  const { internals } = watchWaits(new UnfinishedHandlers());
  let activated = 0;
  internals.activate({ activation: {}, batchIndex: 0 }, () => void (activated += 1));
  expect(activated).toBe(1);
});

it('of a run that waits for nothing, nobody has to hear', () => {
  let asked = 0;
  const hearer = () => {
    asked += 1;
    return { began: () => undefined, ended: () => undefined, over: () => undefined };
  };
  const { internals } = watchWaits(new UnfinishedHandlers(), hearer);
  internals.concludeActivation({ commands: [{ completeWorkflowExecution: {} }] }, (passed) => passed);
  expect(asked).toBe(0);
});
