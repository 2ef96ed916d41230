import { internal } from './internals.ts';

interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Milliseconds since 1970, or -1 if the broker asked for no pause. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

/**
 * kafkajs 2.2.4 looks for pending requests with a timer. If there are none and the broker does not throttle, it sets the
 * timer to a negative time. Node makes that 1 ms, so every idle connection wakes up a thousand times a second, and
 * Node 24 warns. Without a pending request no timer is needed: the next request looks for itself.
 */
const queue = internal<{ prototype: RequestQueue }>('network/requestQueue/index.js');
const schedule = queue.prototype.scheduleCheckPendingRequests;
queue.prototype.scheduleCheckPendingRequests = function () {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
};
