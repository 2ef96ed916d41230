import type { Logger } from '../logger.ts';
import type { AttemptedActivity } from '../temporal/watch-activities.ts';

/** An activity that Temporal attempts again and again. */
export interface FailingActivity {
  readonly activityType: string;
  readonly workflowId: string;
  /** When it was first scheduled, in milliseconds since 1970. */
  readonly since: number;
  /** When this process last attempted it. */
  readonly at: number;
  /** Type of the last failure. */
  readonly why: string;
}

/** Sooner, a failure is nothing that people should look after; in milliseconds. */
const NOTED_AFTER_MS = 60_000;

/** Another process may have gone on with an activity that this one has not attempted for so long; in milliseconds. */
const FORGOTTEN_AFTER_MS = 11 * 60_000;

/** Activities that have failed for more than a minute, as far as this process attempts them. */
export class FailingActivities {
  readonly #failing = new Map<string, FailingActivity>();
  readonly #log: Logger | undefined;

  constructor(log?: Logger) {
    this.#log = log;
  }

  attempted(activity: AttemptedActivity): void {
    const { activityType, workflowId, attempt, scheduledAt, failure } = activity;
    const key = `${workflowId} ${activityType}`;
    if (failure === undefined) return void this.#failing.delete(key);
    const since = Math.min(this.#failing.get(key)?.since ?? scheduledAt, scheduledAt);
    this.#failing.set(key, { activityType, workflowId, since, at: Date.now(), why: failure });
    const lastedMs = Date.now() - since;
    if (lastedMs < NOTED_AFTER_MS) return;
    const about = {
      workflowId,
      activityType,
      attempt,
      reason: failure,
      seconds: Math.round(lastedMs / 1_000),
    };
    this.#log?.warn(about, 'an activity keeps failing, and is attempted again');
  }

  /** Those that have failed for longer than a minute. */
  noted(now: number): FailingActivity[] {
    for (const [key, { at }] of this.#failing) if (now - at > FORGOTTEN_AFTER_MS) this.#failing.delete(key);
    return [...this.#failing.values()].filter(({ since }) => now - since >= NOTED_AFTER_MS);
  }
}

/** One sentence for each type of activity, for people who look at `/readyz`. */
export function notesOf(failing: readonly FailingActivity[], now: number): string[] {
  return [...Map.groupBy(failing, ({ activityType }) => activityType)].map(([type, all]) => {
    const oldest = all.reduce((one, other) => (other.since < one.since ? other : one));
    const seconds = Math.round((now - oldest.since) / 1_000);
    return `${type} keeps failing for ${all.length} ${all.length === 1 ? 'workflow' : 'workflows'}, the oldest (${oldest.workflowId}) for ${seconds} s: ${oldest.why}`;
  });
}
