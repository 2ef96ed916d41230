import { ActivityFailure } from '@temporalio/workflow';
import { failureReason } from './failure-reason.ts';

interface Step<T> {
  readonly do: () => Promise<T>;
  readonly undo: () => Promise<unknown>;
}

export interface Compensation {
  /** Steps undone, in the order they were undone. */
  readonly compensated: string[];
  /** Steps whose undo failed permanently: an operator has to handle them. */
  readonly failedCompensations: string[];
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
  /** Types of failures by which a service says that it did nothing. Default: none, so every failed step is undone. */
  readonly refusals?: ReadonlySet<string>;
}

/** Steps that run in order; if one fails or the saga is stopped, they are undone in reverse. */
export class Saga {
  readonly #undos: { step: string; undo: () => Promise<unknown> }[] = [];
  readonly #stopRequested: () => boolean;
  readonly #refusals: ReadonlySet<string>;

  constructor({ stopRequested = () => false, refusals = new Set() }: SagaOptions = {}) {
    this.#stopRequested = stopRequested;
    this.#refusals = refusals;
  }

  /**
   * Runs one step. Its undo is registered first, so that a step of unknown outcome is undone too; only a step that
   * the service clearly refused has nothing to undo. Throws `StepFailed` or `SagaStopped`; anything else is a bug
   * in the workflow and must not be mistaken for a failed step.
   */
  async step<T>(name: string, { do: run, undo }: Step<T>): Promise<T> {
    const registered = { step: name, undo };
    this.#undos.push(registered);
    try {
      const result = await run();
      if (this.#stopRequested()) throw new SagaStopped(`stopped after ${name}`);
      return result;
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      if (this.#refusals.has(failureReason(error))) this.#undos.pop();
      throw new StepFailed(name, error);
    }
  }

  /** Undoes what was done, last first. One that fails is reported and the others still run. */
  async compensate(): Promise<Compensation> {
    const compensated: string[] = [];
    const failedCompensations: string[] = [];
    for (const { step, undo } of this.#undos.reverse()) {
      try {
        await undo();
        compensated.push(step);
      } catch (error) {
        if (!(error instanceof ActivityFailure)) throw error;
        failedCompensations.push(step);
      }
    }
    return { compensated, failedCompensations };
  }
}
