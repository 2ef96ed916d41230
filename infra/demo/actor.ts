import { ServiceError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { OrderApproved, OrderCancellationRequested, OrderPlaced } from '../../schemas/generated/orders.ts';
import type { RecordType } from '../../schemas/bridge/record-type.ts';
import { getOrderStatus, orderWorkflowId, type OrderStatus } from '../../workflows/messages.ts';
import type { Statement } from '../simulator/statement.ts';
import { until } from './until.ts';

/** What an actor uses: the servers, and what has been seen of the outcomes. */
export interface Stage {
  readonly temporal: Client;
  /** Writes an Avro record under its own key. */
  write<T>(topic: string, type: RecordType<T>, value: T): Promise<void>;
  writeBytes(topic: string, key: string, value: Buffer): Promise<void>;
  /** Whether an outcome of this type has been seen for the key. */
  seen(key: string, type: string): boolean;
  /** The books of the simulated services for an order. */
  booked(orderId: string): Promise<Statement>;
  /** Called with each sent event, for the table. */
  onSent(key: string, what: string): void;
  /** Ends every wait at the end of the demo. */
  readonly signal: AbortSignal;
}

/** Plays the upstream teams for one order. It waits for states, never for a time. */
export class Actor {
  readonly #stage: Stage;
  readonly #order: OrderPlaced;

  constructor(stage: Stage, order: OrderPlaced) {
    this.#stage = stage;
    this.#order = order;
  }

  async place(change: Partial<OrderPlaced> = {}): Promise<void> {
    await this.#write('orders.placed', OrderPlaced, { ...this.#order, ...change });
  }

  async approve(): Promise<void> {
    const { orderId } = this.#order;
    await this.#write('orders.approvals', OrderApproved, {
      orderId,
      approvedBy: 'kim',
      approvedAt: Date.now(),
    });
  }

  async cancel(): Promise<void> {
    const { orderId } = this.#order;
    const event = { orderId, requestedBy: 'customer', reason: 'changed my mind', requestedAt: Date.now() };
    await this.#write('orders.cancellations', OrderCancellationRequested, event);
  }

  async raw(bytes: Buffer): Promise<void> {
    await this.#stage.writeBytes('orders.placed', this.#order.orderId, bytes);
    this.#stage.onSent(this.#order.orderId, 'garbage');
  }

  until(status: OrderStatus): Promise<void> {
    return this.#until(async () => (await this.status()) === status);
  }

  /** Waits until a service has received this request; a slow one may not be done yet. */
  untilAsked(operation: string): Promise<void> {
    const { orderId } = this.#order;
    return this.#until(async () => {
      const { attempts } = await this.#stage.booked(orderId);
      return (attempts[orderId]?.[operation] ?? 0) > 0;
    });
  }

  untilSeen(type: string): Promise<void> {
    return this.#until(() => this.#stage.seen(this.#order.orderId, type));
  }

  untilClosed(): Promise<void> {
    return this.#until(async () => {
      const open = await this.#handle.describe().then(({ status }) => status.name === 'RUNNING', notYet);
      return open === false;
    });
  }

  /** Undefined if there is no workflow yet. */
  async status(): Promise<OrderStatus | undefined> {
    const view = await this.#handle.query(getOrderStatus).catch(notYet);
    return view?.status;
  }

  get #handle() {
    return this.#stage.temporal.workflow.getHandle(orderWorkflowId(this.#order.orderId));
  }

  async #write<T>(topic: string, type: RecordType<T>, value: T): Promise<void> {
    await this.#stage.write(topic, type, value);
    this.#stage.onSent(this.#order.orderId, SENT[topic] ?? topic);
  }

  #until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    return until(this.#stage, isTrue);
  }
}

const SENT: Record<string, string> = {
  'orders.placed': 'placed',
  'orders.approvals': 'approved',
  'orders.cancellations': 'cancelled',
};

/** The bridge may not have started the workflow yet, or a busy server may refuse the query. */
function notYet(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError || error instanceof ServiceError)) throw error;
}
