/** `kafka-temporal-bridge/testing`: the whole stack for other people's tests, whatever runs them. */
export { startBridgeStack, type BridgeStack, type BridgeStackOptions } from './bridge-stack.ts';
export type { DeadLetter, Outcome } from './seen-records.ts';
export type { ProduceOptions, Teams } from './teams.ts';
export type { ServersChoice } from './servers.ts';
export type { Endpoints } from '../settings/local-endpoints.ts';
/** The record types of the order contract: values for `produce` and `awaitOutcome`, and types of their values. */
export * from '../../schemas/generated/orders.ts';
