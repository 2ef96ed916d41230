import { setTimeout as delay } from 'node:timers/promises';
import { race } from '../../../consumers/bridge/race.ts';
import { deadLetterOf, type WriteDeadLetter } from '../../../consumers/bridge/dead-letter.ts';
import { Lanes } from '../../../consumers/bridge/lanes.ts';
import type { DecodeRecord } from '../../../consumers/bridge/decode-record.ts';
import type { Dispatch } from '../../../consumers/bridge/dispatch.ts';
import type { RouteRecord } from '../../../consumers/bridge/route-record.ts';
import { byPolicy } from '../../../consumers/bridge/settle.ts';
import { isRejected } from '../../../schemas/bridge/rejected.ts';
import type { Mark } from './marks.ts';
import type { FoundLetter } from './selection.ts';
import type { Stated } from './states.ts';
import type { WhyWithheld } from './withhold.ts';

/** The result of one dead letter. */
export interface Replayed {
  readonly letter: FoundLetter;
  readonly result:
    | 'applied'
    | 'duplicate'
    | 'ignored'
    | 'rejected'
    | 'given-up'
    | 'withheld'
    | 'would-apply'
    | 'would-reject'
    | 'would-withhold';
  /** Why it was rejected again, given up or withheld. */
  readonly why?: string | undefined;
}

export interface ReplayOptions {
  readonly decode: DecodeRecord;
  readonly route: RouteRecord;
  readonly dispatch: Dispatch;
  readonly whyWithheld: WhyWithheld;
  /** Whether to replay what may have been done already. */
  readonly mayRepeat: (why: string) => Promise<boolean>;
  readonly writeDeadLetter: WriteDeadLetter;
  readonly mark: Mark;
  /** Sends and writes nothing. */
  readonly dryRun: boolean;
  /** Records per second. */
  readonly rate: number;
  /** A record that was replayed this often without success is given up. */
  readonly maxReplays: number;
  readonly onReplayed: (replayed: Replayed) => void;
  readonly signal: AbortSignal;
}

const MAX_IN_FLIGHT = 64;

/**
 * Processes dead letters like any record, in order per key: decode, route, dispatch. They keep the identity of their
 * event, so one that was applied before has no second effect. One that is rejected again is written to its dead-letter
 * topic again, with its replays counted, so that the earlier copy may be purged. Every other one is marked as done, after
 * its effect: a replay that is interrupted in between finds a duplicate the next time.
 */
export function createReplay(options: ReplayOptions) {
  const { decode, route, dispatch, whyWithheld, mayRepeat, writeDeadLetter, mark } = options;
  const { dryRun, rate, maxReplays, onReplayed, signal } = options;
  const lanes = new Lanes();
  const running = new Set<Promise<void>>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  let next = 0;

  async function replay(letter: FoundLetter, stated: Stated): Promise<Omit<Replayed, 'letter'>> {
    if (letter.replays >= maxReplays) return { result: 'given-up', why: `replayed ${letter.replays} times` };
    const { original } = letter;
    const routed = route(original, await decode(original));
    const { todo } = routed;
    const identity = { ...routed.identity, id: letter.eventId, replay: true } as const;
    if (dryRun && isRejected(todo)) return { result: 'would-reject', why: todo.message };
    if (!isRejected(todo) && todo.kind !== 'ignored') {
      const why = await whyWithheld(letter, stated, todo, identity);
      if (why !== undefined && !(await mayRepeat(why))) {
        // The question may have been interrupted.
        signal.throwIfAborted();
        return { result: dryRun ? 'would-withhold' : 'withheld', why };
      }
    }
    if (dryRun) return { result: 'would-apply' };
    const settlement = byPolicy(routed.policies, await dispatch(todo, identity, signal));
    if (!isRejected(settlement)) {
      await mark(letter, settlement.kind === 'delivered' ? 'replayed' : 'settled');
      return { result: settlement.kind === 'delivered' ? 'applied' : settlement.kind };
    }
    const again = deadLetterOf(original, identity, routed.route, settlement, letter.replays + 1);
    await writeDeadLetter(again, signal);
    return { result: 'rejected', why: `${settlement.reason}: ${settlement.message}` };
  }

  return {
    /** Takes the next dead letter once the rate and the window allow it. Throws the error of an earlier one. */
    async offer(letter: FoundLetter, stated: Stated): Promise<void> {
      const wait = next - Date.now();
      next = Math.max(next, Date.now()) + 1_000 / rate;
      if (wait > 0) await delay(wait, undefined, { signal }).catch(() => undefined);
      if (running.size >= MAX_IN_FLIGHT) await race([...running, failed.promise]);
      if (signal.aborted) return;
      const key = letter.at.key?.toString('base64') ?? '';
      const work = lanes.enqueue(key, async () => {
        if (!signal.aborted) onReplayed({ letter, ...(await replay(letter, stated)) });
      });
      const settled = work
        .catch((error: unknown) => signal.aborted || failed.reject(error))
        .then(() => undefined);
      running.add(settled);
      void settled.then(() => running.delete(settled));
    },
    /** Resolves once all taken dead letters are done, or the signal has stopped them. */
    idle: () => race([lanes.idle(), failed.promise]),
  };
}
