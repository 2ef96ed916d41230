import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { readEventHeader } from '../../workflows/bridge/interceptors/event-header.ts';

/** The guard of a worker from before names counted by topic: it knows ids only. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const seen = new Set<string>();
  return {
    inbound: [
      {
        async handleSignal(input, next) {
          const event = readEventHeader(input.headers);
          if (event && seen.has(event.id)) return;
          if (event) seen.add(event.id);
          return next(input);
        },
      },
    ],
  };
};
