import {
  log,
  proxySinks,
  workflowInfo,
  type Sinks,
  type WorkflowInboundCallsInterceptor,
  type WorkflowInternalsInterceptor,
} from '@temporalio/workflow';
import type { UnfinishedHandlers } from './unfinished-handlers.ts';
import { UnhandledSignals } from './unhandled-signals.ts';
import { Waits, wordsOf, type Wait, type WaitingRun } from './waits.ts';

/** How a worker of the bridge hears of waits: of `began` and `ended` in replays, too. */
export interface WaitSinks extends Sinks {
  ktbWaits: {
    began(wait: Wait): void;
    ended(wait: Wait): void;
    over(waits: readonly Wait[]): void;
  };
}

/** Global by which a worker says that it has these sinks: on another one, they would be an error in its log. */
export const HEARS_WAITS = '__ktb_hears_waits__';

const { ktbWaits } = proxySinks<WaitSinks>();

/**
 * Watches what a run waits for. It adds no command to a history, so histories from before it stay what they are.
 *
 * @param hearer whoever hears of it, at the end of a task
 */
export function watchWaits(handlers: UnfinishedHandlers, hearer: () => WaitSinks['ktbWaits'] = hearerOfRun) {
  const signals = new UnhandledSignals();
  let told: ReadonlySet<Wait> = new Set();

  /** Neither awaits anything: commands stay in their order. */
  const inbound = {
    handleSignal(input, next) {
      signals.taken(input);
      return handlers.run(input.signalName, next(input));
    },
    handleUpdate: (input, next) => handlers.run(input.name, next(input)),
  } satisfies WorkflowInboundCallsInterceptor;

  const internals = {
    activate(input, next) {
      for (const { signalWorkflow } of input.activation.jobs ?? [])
        if (signalWorkflow) signals.came(signalWorkflow, Date.now());
      next(input);
    },
    concludeActivation(input, next) {
      const waits = new Set<Wait>([...signals.waits, ...(handlers.wait ? [handlers.wait] : [])]);
      if (waits.size > 0 || told.size > 0) tell(waits, input.commands.some(isEnd));
      return next(input);
    },
  } satisfies WorkflowInternalsInterceptor;

  function tell(waits: ReadonlySet<Wait>, isOver: boolean): void {
    const { began, ended, over } = hearer();
    for (const wait of told) if (!waits.has(wait)) ended(wait);
    for (const wait of waits) if (!told.has(wait)) began(wait);
    told = waits;
    if (isOver && waits.size > 0) over([...waits]);
  }

  return { inbound, internals };
}

/** Whether a command ends the run, however it ends. */
const isEnd = (command: object): boolean =>
  ENDS.some((name) => Boolean((command as Readonly<Record<string, unknown>>)[name]));

const ENDS = [
  'completeWorkflowExecution',
  'failWorkflowExecution',
  'cancelWorkflowExecution',
  'continueAsNewWorkflowExecution',
];

/** Tells a log of waits. */
export const waitsIn = (to: { warn(message: string, about: Record<string, unknown>): void }): Waits =>
  new Waits(({ wait, isOver }) => to.warn(wordsOf(wait, isOver), { ...wait }));
const inLog = waitsIn(log);

/**
 * A worker of the bridge has a clock, and tells of a wait that lasts. Another worker has it in its log, as soon as the run
 * goes on for another reason, or is over.
 */
export function hearerOfRun(
  sinks: WaitSinks['ktbWaits'] = ktbWaits,
  waits = inLog,
  run: WaitingRun = workflowInfo(),
): WaitSinks['ktbWaits'] {
  if ((globalThis as { [HEARS_WAITS]?: true })[HEARS_WAITS]) return sinks;
  waits.look(Date.now());
  return {
    began: (wait) => waits.began(run, wait),
    ended: (wait) => waits.ended(run, wait),
    over: (last) => waits.over(run, last),
  };
}
