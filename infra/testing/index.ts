/** `kafka-temporal-bridge/testing`: the whole stack for your own tests, with any test runner. */
export { startBridgeStack, type BridgeStack, type BridgeStackOptions } from './bridge-stack.ts';
export type { DeadLetter, Outcome } from './seen-records.ts';
export type { ProduceOptions, Teams } from './teams.ts';
export type { ServersChoice } from './servers.ts';
export type { Endpoints } from '../settings/local-endpoints.ts';
