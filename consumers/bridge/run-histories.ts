import type { WorkflowClient } from '@temporalio/client';
import { Lanes } from './lanes.ts';
import { RunHistory, type Execution, type Searched } from './run-history.ts';

/** Some 20 MB: the histories of a few workflows that have all the signals that Temporal allows. */
const MAX_EVENTS = 50_000;

/** What was read of histories lately, so that thousands of looks into one workflow do not read it thousands of times. */
export class RunHistories {
  readonly client: WorkflowClient;
  readonly #maxEvents: number;
  /** By run id, the least recently used first. */
  readonly #runs = new Map<string, RunHistory>();
  readonly #lanes = new Lanes();

  constructor(client: WorkflowClient, maxEvents = MAX_EVENTS) {
    this.client = client;
    this.#maxEvents = maxEvents;
  }

  /** See `RunHistory.search`. One search of a run after the other. */
  async search<T>(
    execution: Execution,
    ...how: Parameters<typeof RunHistory.prototype.search<T>>
  ): Promise<Searched<T>> {
    const { runId } = execution;
    let result!: Searched<T>;
    await this.#lanes.enqueue(runId, async () => {
      const run = this.#runs.get(runId) ?? new RunHistory(this.client, execution);
      this.#runs.delete(runId);
      this.#runs.set(runId, run);
      try {
        result = await run.search(...how);
      } finally {
        this.#forget();
      }
    });
    return result;
  }

  #forget(): void {
    let events = 0;
    for (const run of this.#runs.values()) events += run.size;
    for (const [runId, run] of this.#runs) {
      if (events <= this.#maxEvents) return;
      this.#runs.delete(runId);
      events -= run.size;
    }
  }
}
