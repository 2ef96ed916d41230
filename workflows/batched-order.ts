import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowFailure,
  condition,
  ParentClosePolicy,
  patched,
  setHandler,
  startChild,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import { idProblem, keywordProblem } from '../schemas/bridge/storable-text.ts';
import type { OrderPlaced } from '../schemas/generated/orders.ts';
import { failureReason } from './failure-reason.ts';
import {
  orderEnded,
  orderWorkflowId,
  placed as placedSignal,
  type BatchedOrder,
  type BatchedOrderResult,
  type OrderBatchInput,
} from './messages.ts';
import { attributesOf } from './order-status.ts';
import { order } from './order.ts';
import { signalIfOpen } from './signal-if-open.ts';

/** An order that its batch has started, joined or refused. `end` does not reject if the order fails. */
export interface BegunOrder {
  readonly end: Promise<BatchedOrderResult>;
  /** The order may wait for a person, so there is no time limit. */
  readonly mayWait: boolean;
}

/** Answers of orders that were open before their batch, by order id. */
export type Answers = ReadonlyMap<string, BatchedOrderResult>;

export function receiveAnswers(): Answers {
  const answers = new Map<string, BatchedOrderResult>();
  setHandler(orderEnded, (answer) => void answers.set(answer.orderId, answer));
  return answers;
}

/** Starts an order, or joins it if an early approval or cancellation already started it. Resolves once that is done. */
export async function begin(
  batched: BatchedOrder,
  { placedWithinMs, undoWithinMs, approver, answerWithinMs }: OrderBatchInput,
  answers: Answers,
): Promise<BegunOrder> {
  if ('refused' in batched) {
    const { orderId, refused } = batched;
    return { end: Promise.resolve(refusedFor(orderId, refused)), mayWait: false };
  }
  const { placed, approvalWithinMs } = batched;
  const { orderId } = placed;
  const unstartable = ruleAgainst(placed);
  // A history of before this rule has the start of such an order, which some stores take.
  if (unstartable !== undefined && patched('refuse-unstorable-orders'))
    return { end: Promise.resolve(refusedFor(orderId, unstartable)), mayWait: false };
  try {
    const child = await startChild(order, {
      workflowId: orderWorkflowId(orderId),
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      // The order continues even if its batch ends.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      typedSearchAttributes: attributesOf(
        placed.requiresApproval ? 'awaitingApproval' : 'processing',
        placed.customerId,
      ),
      args: [{ orderId, placed, placedWithinMs, approvalWithinMs, undoWithinMs, approver }],
    });
    const end = child.result().catch((error: unknown) => brokenOff(orderId, error));
    return { end, mayWait: placed.requiresApproval };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { end: join(placed, answerWithinMs, answers), mayWait: true };
  }
}

/** The order exists. If it is open, it receives this `placed` and answers; if it is closed, it cannot answer. */
async function join(placed: OrderPlaced, withinMs: number, answers: Answers): Promise<BatchedOrderResult> {
  const { orderId } = placed;
  const replyTo = workflowInfo().workflowId;
  if (!(await signalIfOpen(orderWorkflowId(orderId), placedSignal, placed, replyTo)))
    return refusedFor(orderId, 'order-closed');
  // A terminated order never answers.
  await condition(() => answers.has(orderId), withinMs);
  return answers.get(orderId) ?? { orderId, status: 'unknown', reason: 'no-answer' };
}

const refusedFor = (orderId: string, reason: string): BatchedOrderResult => ({
  orderId,
  status: 'refused',
  reason,
});

/**
 * Why no workflow can be started for an order, undefined if one can. The consumers refuse such an order before; started
 * all the same, it would never be answered, and its batch never end.
 */
function ruleAgainst({ orderId, customerId }: OrderPlaced): string | undefined {
  const id = idProblem(orderWorkflowId(orderId));
  if (id !== undefined) return `invalid: orderId: ${id}`;
  const attribute = keywordProblem(customerId);
  return attribute === undefined ? undefined : `invalid: customerId: ${attribute}`;
}

/** For example terminated, so that it published no outcome. */
function brokenOff(orderId: string, error: unknown): BatchedOrderResult {
  if (!(error instanceof ChildWorkflowFailure)) throw error;
  return { orderId, status: 'failed', reason: failureReason(error) };
}
