// Generated from schemas/avro by `npm run schemas`: do not edit.
import { recordType } from '../bridge/record-type.ts';

/** Somebody approved an order. */
export interface OrderApproved {
  readonly orderId: string;
  readonly approvedBy: string;
  /** Milliseconds since 1970, UTC. */
  readonly approvedAt: number;
}

/** What became of one order. */
export interface OrderBatchResult {
  readonly orderId: string;
  readonly status: string;
  readonly reason: null | string;
}

/** Final: what became of each order of a batch. */
export interface OrderBatchCompleted {
  readonly batchId: string;
  readonly results: readonly OrderBatchResult[];
}

/** One line of an order. */
export interface OrderItem {
  readonly sku: string;
  /** At least 1. */
  readonly quantity: number;
  /** Price of one piece in minor units of the order's currency (cents, say). */
  readonly unitPriceMinor: number;
}

/** Where the order is shipped to. */
export interface Address {
  readonly name: string;
  readonly line1: string;
  readonly city: string;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** A customer placed an order. */
export interface OrderPlaced {
  readonly orderId: string;
  readonly customerId: string;
  /** Receives the confirmation. */
  readonly email: string;
  /** ISO 4217, of every price in this order. */
  readonly currency: string;
  /** At least one. */
  readonly items: readonly OrderItem[];
  readonly address: Address;
  /** Whether the order waits for an approval before anything is reserved or charged. */
  readonly requiresApproval: boolean;
  /** Milliseconds since 1970, UTC. */
  readonly placedAt: number;
}

/** Many orders placed at once: at most 500, each id once. */
export interface OrderBatchPlaced {
  readonly batchId: string;
  /** Milliseconds since 1970, UTC. */
  readonly orders: readonly OrderPlaced[];
}

/** Somebody asked to cancel an order. */
export interface OrderCancellationRequested {
  readonly orderId: string;
  readonly requestedBy: string;
  readonly reason: string;
  /** Milliseconds since 1970, UTC. */
  readonly requestedAt: number;
}

/** Final: cancelled on request, what had been done is undone. */
export interface OrderCancelled {
  readonly orderId: string;
  readonly requestedBy: string;
  /** As the request gave it. */
  readonly reason: string;
  /** Steps undone, last first: shipment, payment, inventory. */
  readonly compensated: readonly string[];
  /** Steps whose undo failed and needs a person. */
  readonly failedCompensations: readonly string[];
  /** Those of failedCompensations of which nobody knows what they did: the service neither confirmed the undo nor promised that the step can have no more effect. */
  readonly unresolved: readonly string[];
}

/** Final: reserved, charged and shipped. */
export interface OrderConfirmed {
  readonly orderId: string;
  readonly paymentId: string;
  readonly shipmentId: string;
  /** Milliseconds since 1970, UTC. */
  readonly confirmedAt: number;
  /** False where the confirmation e-mail could not be sent. */
  readonly emailSent: boolean;
}

/** Not final: an event was accepted but cannot be applied. */
export interface OrderEventRefused {
  readonly orderId: string;
  /** Short name of the refused record: OrderPlaced, OrderApproved or OrderCancellationRequested. */
  readonly event: string;
  readonly reason: string;
}

/** Final: nobody approved or cancelled in time. */
export interface OrderExpired {
  readonly orderId: string;
  /** Milliseconds since 1970, UTC. */
  readonly expiredAt: number;
}

/** Final: a step failed, what had been done is undone. */
export interface OrderFailed {
  readonly orderId: string;
  /** inventory, payment or shipment. */
  readonly step: string;
  /** The error's type: OutOfStockError, InvalidPaymentError, UndeliverableError, ... */
  readonly reason: string;
  /** Steps undone, last first: shipment, payment, inventory. */
  readonly compensated: readonly string[];
  /** Steps whose undo failed and needs a person. */
  readonly failedCompensations: readonly string[];
  /** Those of failedCompensations of which nobody knows what they did: the service neither confirmed the undo nor promised that the step can have no more effect. */
  readonly unresolved: readonly string[];
}

export const OrderApproved = recordType<OrderApproved, 'OrderApproved'>({"type":"record","name":"OrderApproved","namespace":"orders.v1","doc":"Somebody approved an order.","key":"orderId","fields":[{"name":"orderId","type":"string"},{"name":"approvedBy","type":"string"},{"name":"approvedAt","type":{"type":"long","logicalType":"timestamp-millis"}}]});

export const OrderBatchCompleted = recordType<OrderBatchCompleted, 'OrderBatchCompleted'>({"type":"record","name":"OrderBatchCompleted","namespace":"orders.v1","doc":"Final: what became of each order of a batch.","key":"batchId","fields":[{"name":"batchId","type":"string"},{"name":"results","type":{"type":"array","items":{"type":"record","name":"OrderBatchResult","namespace":"orders.v1","doc":"What became of one order.","fields":[{"name":"orderId","type":"string"},{"name":"status","type":"string"},{"name":"reason","type":["null","string"],"default":null}]}}}]});

export const OrderBatchPlaced = recordType<OrderBatchPlaced, 'OrderBatchPlaced'>({"type":"record","name":"OrderBatchPlaced","namespace":"orders.v1","doc":"Many orders placed at once: at most 500, each id once.","key":"batchId","fields":[{"name":"batchId","type":"string"},{"name":"orders","type":{"type":"array","items":{"type":"record","name":"OrderPlaced","namespace":"orders.v1","doc":"A customer placed an order.","key":"orderId","fields":[{"name":"orderId","type":"string"},{"name":"customerId","type":"string"},{"name":"email","type":"string","doc":"Receives the confirmation."},{"name":"currency","type":"string","doc":"ISO 4217, of every price in this order."},{"name":"items","type":{"type":"array","items":{"type":"record","name":"OrderItem","namespace":"orders.v1","doc":"One line of an order.","fields":[{"name":"sku","type":"string"},{"name":"quantity","type":"int","doc":"At least 1."},{"name":"unitPriceMinor","type":"long","doc":"Price of one piece in minor units of the order's currency (cents, say)."}]}},"doc":"At least one."},{"name":"address","type":{"type":"record","name":"Address","namespace":"orders.v1","doc":"Where the order is shipped to.","fields":[{"name":"name","type":"string"},{"name":"line1","type":"string"},{"name":"city","type":"string"},{"name":"postalCode","type":"string"},{"name":"country","type":"string","doc":"ISO 3166-1 alpha-2."}]}},{"name":"requiresApproval","type":"boolean","doc":"Whether the order waits for an approval before anything is reserved or charged.","default":true},{"name":"placedAt","type":{"type":"long","logicalType":"timestamp-millis"}}]}}}]});

export const OrderCancellationRequested = recordType<OrderCancellationRequested, 'OrderCancellationRequested'>({"type":"record","name":"OrderCancellationRequested","namespace":"orders.v1","doc":"Somebody asked to cancel an order.","key":"orderId","fields":[{"name":"orderId","type":"string"},{"name":"requestedBy","type":"string"},{"name":"reason","type":"string"},{"name":"requestedAt","type":{"type":"long","logicalType":"timestamp-millis"}}]});

export const OrderCancelled = recordType<OrderCancelled, 'OrderCancelled'>({"type":"record","name":"OrderCancelled","namespace":"orders.v1","doc":"Final: cancelled on request, what had been done is undone.","key":"orderId","fields":[{"name":"orderId","type":"string"},{"name":"requestedBy","type":"string"},{"name":"reason","type":"string","doc":"As the request gave it."},{"name":"compensated","type":{"type":"array","items":"string"},"doc":"Steps undone, last first: shipment, payment, inventory."},{"name":"failedCompensations","type":{"type":"array","items":"string"},"doc":"Steps whose undo failed and needs a person."},{"name":"unresolved","type":{"type":"array","items":"string"},"default":[],"doc":"Those of failedCompensations of which nobody knows what they did: the service neither confirmed the undo nor promised that the step can have no more effect."}]});

export const OrderConfirmed = recordType<OrderConfirmed, 'OrderConfirmed'>({"type":"record","name":"OrderConfirmed","namespace":"orders.v1","doc":"Final: reserved, charged and shipped.","key":"orderId","fields":[{"name":"orderId","type":"string"},{"name":"paymentId","type":"string"},{"name":"shipmentId","type":"string"},{"name":"confirmedAt","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"emailSent","type":"boolean","doc":"False where the confirmation e-mail could not be sent."}]});

export const OrderEventRefused = recordType<OrderEventRefused, 'OrderEventRefused'>({"type":"record","name":"OrderEventRefused","namespace":"orders.v1","doc":"Not final: an event was accepted but cannot be applied.","key":"orderId","fields":[{"name":"orderId","type":"string"},{"name":"event","type":"string","doc":"Short name of the refused record: OrderPlaced, OrderApproved or OrderCancellationRequested."},{"name":"reason","type":"string"}]});

export const OrderExpired = recordType<OrderExpired, 'OrderExpired'>({"type":"record","name":"OrderExpired","namespace":"orders.v1","doc":"Final: nobody approved or cancelled in time.","key":"orderId","fields":[{"name":"orderId","type":"string"},{"name":"expiredAt","type":{"type":"long","logicalType":"timestamp-millis"}}]});

export const OrderFailed = recordType<OrderFailed, 'OrderFailed'>({"type":"record","name":"OrderFailed","namespace":"orders.v1","doc":"Final: a step failed, what had been done is undone.","key":"orderId","fields":[{"name":"orderId","type":"string"},{"name":"step","type":"string","doc":"inventory, payment or shipment."},{"name":"reason","type":"string","doc":"The error's type: OutOfStockError, InvalidPaymentError, UndeliverableError, ..."},{"name":"compensated","type":{"type":"array","items":"string"},"doc":"Steps undone, last first: shipment, payment, inventory."},{"name":"failedCompensations","type":{"type":"array","items":"string"},"doc":"Steps whose undo failed and needs a person."},{"name":"unresolved","type":{"type":"array","items":"string"},"default":[],"doc":"Those of failedCompensations of which nobody knows what they did: the service neither confirmed the undo nor promised that the step can have no more effect."}]});

export const OrderPlaced = recordType<OrderPlaced, 'OrderPlaced'>({"type":"record","name":"OrderPlaced","namespace":"orders.v1","doc":"A customer placed an order.","key":"orderId","fields":[{"name":"orderId","type":"string"},{"name":"customerId","type":"string"},{"name":"email","type":"string","doc":"Receives the confirmation."},{"name":"currency","type":"string","doc":"ISO 4217, of every price in this order."},{"name":"items","type":{"type":"array","items":{"type":"record","name":"OrderItem","namespace":"orders.v1","doc":"One line of an order.","fields":[{"name":"sku","type":"string"},{"name":"quantity","type":"int","doc":"At least 1."},{"name":"unitPriceMinor","type":"long","doc":"Price of one piece in minor units of the order's currency (cents, say)."}]}},"doc":"At least one."},{"name":"address","type":{"type":"record","name":"Address","namespace":"orders.v1","doc":"Where the order is shipped to.","fields":[{"name":"name","type":"string"},{"name":"line1","type":"string"},{"name":"city","type":"string"},{"name":"postalCode","type":"string"},{"name":"country","type":"string","doc":"ISO 3166-1 alpha-2."}]}},{"name":"requiresApproval","type":"boolean","doc":"Whether the order waits for an approval before anything is reserved or charged.","default":true},{"name":"placedAt","type":{"type":"long","logicalType":"timestamp-millis"}}]});
