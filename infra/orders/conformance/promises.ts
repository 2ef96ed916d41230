import { isDeepStrictEqual } from 'node:util';
import type { Undone } from '../../../activities/services.ts';

/** A service and one order of its own, for one promise. Keys are those of an order workflow. */
export interface Trial {
  /** The step, with its usual key. Waits while the service says "later". */
  do(): Promise<string>;
  /** The step, once, whatever is answered. */
  doOnce(): Promise<string>;
  /** The undo, with its usual key or one with this number. Waits while the service says "later". */
  undo(nth?: number): Promise<Undone>;
  /** The same for another order. */
  other(): Trial;
}

/** Undefined if the promise is kept, `none` if the service does not give it, else what is wrong. */
export type Verdict = undefined | { readonly none: string } | { readonly wrong: string };

/** What a service must promise, by the names that docs/services.md gives them. */
export const PROMISES: Readonly<Record<string, (trial: Trial) => Promise<Verdict>>> = {
  async 'once a key'({ do: act }) {
    const [first, second] = [await act(), await act()];
    return first === second ? undefined : wrong('a repeated key got another id: it was done twice');
  },

  async 'once at once'({ do: act, doOnce }) {
    const answers = await Promise.allSettled([doOnce(), doOnce(), doOnce()]);
    const ids = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    for (const answer of answers) {
      if (answer.status === 'rejected' && isFinal(answer.reason))
        return wrong(`a key that is in use is no refusal: ${(answer.reason as Error).message}`);
    }
    return new Set([...ids, await act()]).size === 1
      ? undefined
      : wrong('requests with one key at the same time got several ids');
  },

  async 'undoes what was done'({ do: act, undo }) {
    await act();
    return (await undo()).undone ? undefined : wrong('nothing was undone after a step that succeeded');
  },

  async 'undoes once a key'({ do: act, undo }) {
    await act();
    const [first, second] = [await undo(), await undo()];
    return isDeepStrictEqual(first, second) ? undefined : wrong('a repeated key got another answer');
  },

  async 'undoes one order'({ do: act, undo, other }) {
    const { do: actToo, undo: undoToo } = other();
    await act();
    await actToo();
    await undo();
    return (await undoToo()).undone ? undefined : wrong('the undo of one order undid another one, too');
  },

  async 'finds nothing to undo'({ undo }) {
    const { undone } = await undo();
    return undone ? wrong('said that it undid what was never done') : undefined;
  },

  async 'asks again with a new key'({ do: act, undo }) {
    const { final } = await undo();
    if (final) return undefined;
    await act();
    return (await undo(2)).undone
      ? undefined
      : wrong('a step that came after an undo that found nothing could not be undone with a new key');
  },

  async 'promises an end'({ doOnce, undo }) {
    const { final } = await undo();
    if (!final)
      return { none: 'no `final`: an undo that finds nothing is asked for again until KTB_UNDO_WITHIN' };
    const late = await doOnce().then(
      () => 'done',
      (error: unknown) => (isFinal(error) ? undefined : 'not refused'),
    );
    return late === undefined
      ? undefined
      : wrong(`answered \`final\`, but a step that came later was ${late}`);
  },
};

const wrong = (what: string): Verdict => ({ wrong: what });

/** The service will not do it, even with a retry. */
export const isFinal = (error: unknown): boolean =>
  (error as { nonRetryable?: boolean } | undefined)?.nonRetryable === true;
