import type {
  ActivityInput,
  ContinueAsNewInput,
  LocalActivityInput,
  StartChildWorkflowExecutionInput,
  WorkflowExecuteInput,
  WorkflowInterceptorsFactory,
} from '@temporalio/workflow';
import { readTraceHeader, TRACE_HEADER, writeHeader } from './event-header.ts';

/** Carries the trace context of the event that started a workflow to its activities, its children and its next run. */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let traceparent: string | undefined;
  const traced = <
    I extends ActivityInput | LocalActivityInput | StartChildWorkflowExecutionInput | ContinueAsNewInput,
  >(
    input: I,
  ): I =>
    traceparent === undefined
      ? input
      : { ...input, headers: { ...input.headers, [TRACE_HEADER]: writeHeader(traceparent) } };

  return {
    inbound: [
      {
        async execute(input: WorkflowExecuteInput, next) {
          traceparent = readTraceHeader(input.headers);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: async (input, next) => next(traced(input)),
        startChildWorkflowExecution: async (input, next) => next(traced(input)),
        scheduleLocalActivity: async (input, next) => next(traced(input)),
        continueAsNew: async (input, next) => next(traced(input)),
      },
    ],
  };
};
