import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { Refused } from '../activities/certainty.ts';
import { failureReason } from './failure-reason.ts';
import type { TakenStep, Undo } from './undo.ts';

interface Step<T> {
  readonly do: () => Promise<T>;
  readonly undo: Undo;
}

/** A step failed permanently. `reason` is the error's type, which contains no data. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  readonly step: string;
  readonly reason: string;
  constructor(step: string, cause: ActivityFailure) {
    super(`step ${step} failed`, { cause });
    this.step = step;
    this.reason = failureReason(cause);
  }
}

/** The saga was asked to stop, and the running step has ended. */
export class SagaStopped extends Error {
  override readonly name = 'SagaStopped';
}

export interface SagaOptions {
  /** Called after each step; true ends the saga with `SagaStopped`. Default: never. */
  readonly stopRequested?: () => boolean;
  /** Types of failures by which a service says that it did nothing. Default: none. */
  readonly refusals?: ReadonlySet<string>;
}

/** Steps that run in order, and what is known of each, so that they can be undone. */
export class Saga {
  /** In the order in which they began. */
  readonly steps: TakenStep[] = [];
  readonly #stopRequested: () => boolean;
  readonly #refusals: ReadonlySet<string>;

  constructor({ stopRequested = () => false, refusals = new Set() }: SagaOptions = {}) {
    this.#stopRequested = stopRequested;
    this.#refusals = refusals;
  }

  /**
   * Runs one step. Its undo is registered first and stays, whatever the step answers: a refusal may follow an attempt
   * that was not answered. Throws `StepFailed` or `SagaStopped`; anything else is a bug in the workflow and must not be
   * mistaken for a failed step.
   */
  async step<T>(name: string, { do: run, undo }: Step<T>): Promise<T> {
    const taken: TakenStep = { step: name, undo, fate: 'uncertain', refused: false };
    this.steps.push(taken);
    try {
      const result = await run();
      taken.fate = 'done';
      if (this.#stopRequested()) throw new SagaStopped(`stopped after ${name}`);
      return result;
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      taken.refused = this.#refusals.has(failureReason(error));
      if (taken.refused && isCertain(error)) taken.fate = 'refused';
      throw new StepFailed(name, error);
    }
  }
}

/** Only the activity knows: a workflow sees neither attempts nor earlier runs. What is not known is not certain. */
function isCertain({ cause }: ActivityFailure): boolean {
  const [refused] = cause instanceof ApplicationFailure ? (cause.details ?? []) : [];
  return (refused as Partial<Refused> | null | undefined)?.certain === true;
}
