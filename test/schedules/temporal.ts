import { Metadata, status } from '@grpc/grpc-js';
import { WorkflowClient, type ConnectionLike } from '@temporalio/client';
import type { Headers } from '@temporalio/common';
import { eventInterceptor } from '../../consumers/bridge/event-interceptor.ts';
import type { Caller, End, Kind, Network } from './network.ts';
import { Workflow, type WorkflowParts } from './workflow.ts';

export interface TemporalParts extends WorkflowParts {
  readonly network: Network;
}

/** Temporal as far as the bridge asks it, in memory, behind Temporal's own client. */
export class Temporal {
  readonly workflows = new Map<string, Workflow>();
  readonly #parts: TemporalParts;

  constructor(parts: TemporalParts) {
    this.#parts = parts;
  }

  clientFor(caller: Caller): WorkflowClient {
    const { network } = this.#parts;
    const call = <T>(name: string, id: string, effect: () => T) =>
      network.send(caller, { what: `${name} ${id}`, failure } satisfies Kind, effect);
    const send = <T>(name: string, id: string, effect: () => T) =>
      network.send(caller, { what: `${name} ${id}`, failure, mayBeRefused: true }, effect);
    const workflowService = {
      startWorkflowExecution: (request: StartRequest) =>
        send('start', request.workflowId, () => this.#start(request)),
      signalWithStartWorkflowExecution: (request: StartRequest) =>
        send('signalWithStart', request.workflowId, () => this.#signalWithStart(request)),
      signalWorkflowExecution: (request: SignalRequest) =>
        send('signal', request.workflowExecution.workflowId, () => this.#signal(request)),
      describeWorkflowExecution: ({ execution }: RunRequest) =>
        call('describe', execution.workflowId, () => described(this.#known(execution.workflowId))),
      getWorkflowExecutionHistoryReverse: (request: RunRequest) =>
        call('history of', request.execution.workflowId, () => this.#page(request)),
    };
    const connection = {
      workflowService,
      plugins: [],
      withDeadline: <R>(_: unknown, run: () => Promise<R>) => run(),
    } as unknown as ConnectionLike;
    return new WorkflowClient({ connection, identity: caller.name, interceptors: [eventInterceptor] });
  }

  #start({ workflowId, workflowIdReusePolicy, header, identity }: StartRequest) {
    const known = this.workflows.get(workflowId);
    if (known && (known.isOpen || workflowIdReusePolicy === REJECT_DUPLICATE))
      throw grpcError(status.ALREADY_EXISTS);
    const workflow = known ?? new Workflow(workflowId, this.#parts);
    this.workflows.set(workflowId, workflow);
    workflow.start(header.fields, identity);
    return { runId: workflow.last.runId };
  }

  #signalWithStart(request: StartRequest) {
    const { workflowId, header, identity } = request;
    if (!this.workflows.get(workflowId)?.isOpen) this.#start(request);
    const workflow = this.#known(workflowId);
    workflow.signal(header.fields, identity);
    return { runId: workflow.last.runId };
  }

  #signal({ workflowExecution: { workflowId, runId }, header, identity }: SignalRequest) {
    const workflow = this.#known(workflowId);
    if (!workflow.isOpen || (runId && runId !== workflow.last.runId)) throw grpcError(status.NOT_FOUND);
    workflow.signal(header.fields, identity);
    return {};
  }

  /** From the newest event back, in small pages, so that a look takes several calls. */
  #page({ execution: { workflowId, runId }, nextPageToken }: RunRequest) {
    const { runs } = this.#known(workflowId);
    const run = runId ? runs.find((one) => one.runId === runId) : runs.at(-1);
    if (!run) throw grpcError(status.NOT_FOUND);
    const end = Number(Buffer.from(nextPageToken ?? []).toString() || run.history.length);
    const from = Math.max(0, end - EVENTS_PER_PAGE);
    return {
      history: { events: run.history.slice(from, end).reverse() },
      nextPageToken: Buffer.from(from === 0 ? '' : String(from)),
    };
  }

  #known(workflowId: string): Workflow {
    const workflow = this.workflows.get(workflowId);
    if (!workflow) throw grpcError(status.NOT_FOUND);
    return workflow;
  }
}

interface StartRequest {
  readonly workflowId: string;
  readonly workflowIdReusePolicy: number;
  readonly header: { readonly fields: Headers };
  readonly identity: string;
}

interface SignalRequest {
  readonly workflowExecution: { readonly workflowId: string; readonly runId?: string };
  readonly header: { readonly fields: Headers };
  readonly identity: string;
}

interface RunRequest {
  readonly execution: { readonly workflowId: string; readonly runId?: string };
  readonly nextPageToken?: Uint8Array | null;
}

const EVENTS_PER_PAGE = 3;
/** Temporal's number for it. */
const REJECT_DUPLICATE = 3;

const described = ({ id, last, isOpen }: Workflow) => ({
  executionConfig: {},
  workflowExecutionInfo: {
    execution: { workflowId: id, runId: last.runId },
    type: { name: 'tally' },
    status: isOpen ? 1 : 2,
    historyLength: { toNumber: () => last.history.length },
    startTime: {},
  },
});

const failure = (end: Exclude<End, 'ok'>): Error =>
  grpcError(
    {
      lost: status.UNAVAILABLE,
      failed: status.UNAVAILABLE,
      late: status.DEADLINE_EXCEEDED,
      refused: status.INVALID_ARGUMENT,
    }[end],
  );

const grpcError = (code: status): Error =>
  Object.assign(new Error(status[code]), { code, details: status[code], metadata: new Metadata() });
