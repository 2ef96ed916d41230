import { Metadata, status } from '@grpc/grpc-js';
import { WorkflowClient, type ConnectionLike } from '@temporalio/client';
import type { Headers } from '@temporalio/common';
import { eventInterceptor } from '../../../consumers/bridge/event-interceptor.ts';
import {
  SEEN_HEADER,
  writeHeader,
  type HandedOver,
} from '../../../workflows/bridge/interceptors/event-header.ts';

export const grpcError = (code: status, details = status[code]): Error =>
  Object.assign(new Error(details), { code, details, metadata: new Metadata() });

interface Workflow {
  isOpen: boolean;
  readonly runs: { readonly runId: string; readonly events: object[] }[];
}

/** Temporal as far as a dispatch asks it, in memory, behind Temporal's own client. */
export function memoryTemporal() {
  const workflows = new Map<string, Workflow>();
  /** Of the next calls of a name: the error that each gets, before it has its effect, or after. */
  const failures = new Map<string, { readonly error: Error; readonly isLost: boolean }[]>();
  const calls: string[] = [];
  const deadlines: number[] = [];
  const pageSizes: number[] = [];

  const call =
    <R, T>(name: string, effect: (request: R) => T) =>
    async (request: R): Promise<T> => {
      calls.push(name);
      const failure = failures.get(name)?.shift();
      if (failure && !failure.isLost) throw failure.error;
      const answer = effect(request);
      if (failure) throw failure.error;
      return answer;
    };
  const known = (workflowId: string): Workflow => {
    const workflow = workflows.get(workflowId);
    if (!workflow) throw grpcError(status.NOT_FOUND);
    return workflow;
  };
  const last = ({ runs }: Workflow) => runs.at(-1)!;
  const add = (workflow: Workflow, event: object) =>
    void last(workflow).events.push({ eventId: last(workflow).events.length + 1, ...event });
  const startedBy = (fields: Headers, before?: string) => ({
    workflowExecutionStartedEventAttributes: {
      header: { fields },
      ...(before !== undefined && { continuedExecutionRunId: before }),
    },
  });
  const signaledBy = (fields: Headers) => ({
    workflowExecutionSignaledEventAttributes: { header: { fields } },
  });
  const start = ({ workflowId, header }: StartRequest) => {
    if (workflows.has(workflowId)) throw grpcError(status.ALREADY_EXISTS);
    const workflow: Workflow = { isOpen: true, runs: [{ runId: `${workflowId}-1`, events: [] }] };
    workflows.set(workflowId, workflow);
    add(workflow, startedBy(header.fields));
    return { runId: last(workflow).runId };
  };
  /** Two events a page, the newest first. */
  const page = (request: HistoryRequest) => {
    const { workflowId, runId } = request.execution;
    pageSizes.push(request.maximumPageSize);
    const run = known(workflowId).runs.find((one) => one.runId === runId);
    if (!run) throw grpcError(status.NOT_FOUND);
    const token = Buffer.from(request.nextPageToken ?? []).toString();
    const end = token === '' ? run.events.length : Number(token);
    const start = Math.max(0, end - 2);
    return {
      history: { events: run.events.slice(start, end).toReversed() },
      nextPageToken: Buffer.from(start === 0 ? '' : String(start)),
    };
  };
  const workflowService = {
    startWorkflowExecution: call('start', start),
    signalWithStartWorkflowExecution: call('signalWithStart', (request: StartRequest) => {
      if (!workflows.get(request.workflowId)?.isOpen) start(request);
      add(known(request.workflowId), signaledBy(request.header.fields));
      return { runId: last(known(request.workflowId)).runId };
    }),
    signalWorkflowExecution: call('signal', ({ workflowExecution, header }: SignalRequest) => {
      const workflow = known(workflowExecution.workflowId);
      if (!workflow.isOpen) throw grpcError(status.NOT_FOUND);
      add(workflow, signaledBy(header.fields));
      return {};
    }),
    describeWorkflowExecution: call('describe', ({ execution: { workflowId } }: HistoryRequest) => {
      const { runId, events } = last(known(workflowId));
      return {
        executionConfig: {},
        workflowExecutionInfo: {
          ...{ execution: { workflowId, runId }, type: { name: 'W' }, status: 1, startTime: {} },
          historyLength: { toNumber: () => events.length },
        },
      };
    }),
    getWorkflowExecutionHistoryReverse: call('history', page),
  };
  const connection = {
    ...{ workflowService, plugins: [] },
    withDeadline: <R>(deadline: number, run: () => Promise<R>) => {
      deadlines.push(deadline - Date.now());
      return run();
    },
  } as unknown as ConnectionLike;

  return {
    client: new WorkflowClient({ connection, interceptors: [eventInterceptor] }),
    calls,
    deadlines,
    /** How many events were asked for, of each page that was given. */
    pageSizes,
    /** The next call of this name fails, before it has its effect or, if its answer is lost, after. */
    fail: (name: string, error: Error, isLost = false) =>
      void failures.set(name, [...(failures.get(name) ?? []), { error, isLost }]),
    close: (workflowId: string) => void (known(workflowId).isOpen = false),
    /** The workflow goes on in a new run, to which this is handed over. */
    renew(workflowId: string, seen: HandedOver): void {
      const workflow = known(workflowId);
      const before = last(workflow).runId;
      workflow.runs.push({ runId: `${workflowId}-${workflow.runs.length + 1}`, events: [] });
      add(workflow, startedBy({ [SEEN_HEADER]: writeHeader(seen) }, before));
    },
    /** Temporal does not keep the runs before the last one any more. */
    forget: (workflowId: string) => void known(workflowId).runs.splice(0, known(workflowId).runs.length - 1),
  };
}

interface StartRequest {
  readonly workflowId: string;
  readonly header: { readonly fields: Headers };
}

interface SignalRequest {
  readonly workflowExecution: { readonly workflowId: string };
  readonly header: { readonly fields: Headers };
}

interface HistoryRequest {
  readonly execution: { readonly workflowId: string; readonly runId?: string };
  readonly maximumPageSize: number;
  readonly nextPageToken?: Uint8Array | null;
}
