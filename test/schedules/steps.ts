import type { End } from './network.ts';
import type { Produced } from './records.ts';

/** A member of a reader's group: the one to which the partition was given last, or the other. */
export interface Who {
  readonly reader: number;
  readonly is: 'owner' | 'other';
}

/** Something that happens. A step that cannot happen does nothing. */
export type Step =
  | { readonly kind: 'fetch' | 'commit' | 'crash' | 'hear' | 'join'; readonly who: Who }
  | { readonly kind: 'rebalance'; readonly to: Who }
  | { readonly kind: 'land'; readonly call: number; readonly end: End }
  | { readonly kind: 'land-all' }
  | { readonly kind: 'produce'; readonly record: Produced }
  | { readonly kind: 'skip'; readonly offsets: number }
  | { readonly kind: 'continue-as-new' | 'close'; readonly workflow: string }
  | { readonly kind: 'register-schema' }
  | { readonly kind: 'replay'; readonly letter: number };

const times = <T>(count: number, step: T): T[] => Array.from({ length: count }, () => step);

const produce = (record: Produced): Step => ({ kind: 'produce', record });
const land = (call: number, end: End): Step => ({ kind: 'land', call, end });

const OWNER: Who = { reader: 0, is: 'owner' };
const OTHER: Who = { reader: 0, is: 'other' };
const SECOND_OWNER: Who = { reader: 1, is: 'owner' };
const SECOND_OTHER: Who = { reader: 1, is: 'other' };

/** What a schedule is drawn from, the simplest first; the more often a step is in the list, the more often it comes. */
export const STEPS: readonly Step[] = [
  ...times<Step>(6, { kind: 'fetch', who: OWNER }),
  ...times<Step>(2, { kind: 'fetch', who: OTHER }),
  ...times<Step>(2, { kind: 'fetch', who: SECOND_OWNER }),
  { kind: 'fetch', who: SECOND_OTHER },
  ...times(6, land(0, 'ok')),
  ...times(2, land(1, 'ok')),
  land(2, 'ok'),
  ...times<Step>(3, { kind: 'land-all' }),
  ...(['lost', 'failed', 'late'] as const).flatMap((end) => [land(0, end), land(1, end)]),
  land(0, 'refused'),
  ...times(4, produce({ to: 'a', op: 'signalWithStart' })),
  produce({ to: 'b', op: 'signalWithStart' }),
  ...times(2, produce({ to: 'a', op: 'signalWithStart', isSlow: true })),
  ...times(2, produce({ to: 'a', op: 'signalWithStart', isBad: true })),
  produce({ to: 'a', op: 'signalWithStart', name: 'x' }),
  produce({ to: 'b', op: 'signalWithStart', name: 'x' }),
  produce({ to: 'a', op: 'start' }),
  produce({ to: 'a', op: 'signal' }),
  produce({ to: 'a', op: 'ignore' }),
  { kind: 'skip', offsets: 1 },
  { kind: 'skip', offsets: 150 },
  ...times<Step>(2, { kind: 'register-schema' }),
  ...times<Step>(3, { kind: 'commit', who: OWNER }),
  { kind: 'commit', who: OTHER },
  { kind: 'commit', who: SECOND_OWNER },
  ...[OWNER, OWNER, OTHER, OTHER, SECOND_OTHER].map((to): Step => ({ kind: 'rebalance', to })),
  { kind: 'hear', who: OTHER },
  { kind: 'join', who: OTHER },
  { kind: 'crash', who: OWNER },
  { kind: 'crash', who: OTHER },
  ...times<Step>(4, { kind: 'continue-as-new', workflow: 'a' }),
  { kind: 'continue-as-new', workflow: 'b' },
  { kind: 'close', workflow: 'a' },
  { kind: 'replay', letter: 0 },
  { kind: 'replay', letter: 1 },
];

/** For people. */
export function inWords(step: Step): string {
  switch (step.kind) {
    case 'produce':
      return `produce ${recordInWords(step.record)}`;
    case 'skip':
      return `${step.offsets} offsets of the log are without a record`;
    case 'register-schema':
      return 'register the missing schema, so that bad records can be used';
    case 'land':
      return `call number ${step.call} of those under way ends: ${step.end}`;
    case 'land-all':
      return 'every call goes well until none is under way';
    case 'rebalance':
      return `rebalance: the partition goes to ${whoInWords(step.to)}`;
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
      return `${step.kind}: ${whoInWords(step.who)}`;
  }
}

const recordInWords = ({ op, to, name, isBad, isSlow }: Produced): string =>
  [
    `${op} ${to}`,
    ...(name === undefined ? [] : [`named ${name}`]),
    ...(isBad ? ['with a schema that is not registered'] : []),
    ...(isSlow ? ['for whose schema the registry is asked'] : []),
  ].join(', ');

const whoInWords = ({ reader, is }: Who): string =>
  `the ${is === 'owner' ? 'owner' : 'other member'} of ${reader === 0 ? 'the first reader' : 'the second reader'}`;
