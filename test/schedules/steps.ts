import type { End } from './network.ts';
import type { Produced } from './records.ts';

/** Something that happens. A step that cannot happen yet does nothing. */
export type Step =
  | { readonly kind: 'fetch' | 'commit' | 'crash' | 'hear' | 'join'; readonly member: number }
  | { readonly kind: 'rebalance'; readonly to: number }
  | { readonly kind: 'land'; readonly call: number; readonly end: End }
  | { readonly kind: 'produce'; readonly record: Produced | undefined }
  | { readonly kind: 'continue-as-new' | 'close'; readonly workflow: string }
  | { readonly kind: 'register-schema' }
  | { readonly kind: 'replay'; readonly letter: number };

/** The kinds of a step that break today's guard. Default: none of them. */
export interface StepOptions {
  /** Records that are rejected at first, and can be used when they come again. */
  readonly mended?: boolean;
  /** Two groups read the topic. */
  readonly readers?: 1 | 2;
}

const times = <T>(count: number, step: T): T[] => Array.from({ length: count }, () => step);

const produce = (record: Produced | undefined): Step => ({ kind: 'produce', record });
const land = (call: number, end: End): Step => ({ kind: 'land', call, end });

/** What a schedule is drawn from, the simplest first; the more often a step is in the list, the more often it comes. */
export function stepsOf({ mended = false, readers = 1 }: StepOptions): readonly Step[] {
  const members = Array.from({ length: 2 * readers }, (_, member) => member);
  return [
    ...members.flatMap((member) => times<Step>(4, { kind: 'fetch', member })),
    ...times(8, land(0, 'ok')),
    ...times(3, land(1, 'ok')),
    ...times(2, land(2, 'ok')),
    land(3, 'ok'),
    ...(['lost', 'failed', 'late'] as const).flatMap((end) => [land(0, end), land(1, end)]),
    ...times(4, produce({ to: 'a', op: 'signalWithStart' })),
    ...times(2, produce({ to: 'b', op: 'signalWithStart' })),
    produce({ to: 'a', op: 'signalWithStart', name: 'x' }),
    produce({ to: 'b', op: 'signalWithStart', name: 'x' }),
    produce({ to: 'a', op: 'start' }),
    produce({ to: 'b', op: 'start' }),
    produce({ to: 'a', op: 'ignore' }),
    produce({ to: 'a', op: 'signalWithStart', isBad: true }),
    produce(undefined),
    ...members.flatMap((member) => times<Step>(2, { kind: 'commit', member })),
    ...members.flatMap((member): Step[] => [
      { kind: 'rebalance', to: member },
      { kind: 'hear', member },
      { kind: 'join', member },
      { kind: 'crash', member },
    ]),
    ...times<Step>(2, { kind: 'continue-as-new', workflow: 'a' }),
    { kind: 'continue-as-new', workflow: 'b' },
    { kind: 'close', workflow: 'a' },
    { kind: 'close', workflow: 'b' },
    { kind: 'replay', letter: 0 },
    ...(mended
      ? [
          ...times<Step>(2, { kind: 'register-schema' }),
          produce({ to: 'a', op: 'signalWithStart', isBad: true }),
          produce({ to: 'a', op: 'signal' }),
          land(0, 'refused'),
        ]
      : []),
  ];
}

/** For people. */
export function inWords(step: Step): string {
  switch (step.kind) {
    case 'produce':
      return `produce ${step.record ? recordInWords(step.record) : 'an offset without a record'}`;
    case 'register-schema':
      return 'register the missing schema, so that bad records can be used';
    case 'land':
      return `end the call under way number ${step.call}, ${step.end}`;
    case 'rebalance':
      return `rebalance, member ${step.to} gets the partition`;
    case 'continue-as-new':
    case 'close':
      return `${step.kind} ${step.workflow}`;
    case 'replay':
      return `replay dead letter ${step.letter}`;
    case 'fetch':
    case 'commit':
    case 'crash':
    case 'hear':
    case 'join':
      return `${step.kind}, member ${step.member}`;
  }
}

const recordInWords = ({ op, to, name, isBad }: Produced): string =>
  `${op} ${to}${name === undefined ? '' : `, named ${name}`}${isBad ? ', with a schema that is not registered' : ''}`;
