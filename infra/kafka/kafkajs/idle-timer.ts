import { internal } from './internals.ts';

interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Milliseconds since 1970, or -1 where the broker asked for no pause. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

/**
 * kafkajs 2.2.4 looks for pending requests with a timer that, where there are none and no throttle, it arms for a
 * negative time: Node makes that 1 ms, so that every idle connection wakes a thousand times a second, and Node 24
 * warns. Nothing pending needs no timer: the next request looks for itself.
 */
const queue = internal<{ prototype: RequestQueue }>('network/requestQueue/index.js');
const schedule = queue.prototype.scheduleCheckPendingRequests;
queue.prototype.scheduleCheckPendingRequests = function () {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
};
