/** What the package gives to other applications; `kafka-temporal-bridge/workflows` is what their workflows may import. */
export { defineApp, type App, type AppWorker, type WorkerParts } from './app.ts';
export type { OutcomePublisher, OutcomeRecord } from '../activities/publish-outcome.ts';
export { schedule, type AppSchedule } from './schedules/schedule.ts';
export { startBridge, type BridgeParts } from '../consumers/bridge.ts';
export { ignore, signal, signalWithStart, start, type Command } from '../consumers/command.ts';
export { createDispatch, temporalDependency, type Dispatch } from '../consumers/dispatch.ts';
export { eventInterceptor } from '../consumers/event-interceptor.ts';
export { route, type BrokenRule, type Route, type RouteOptions } from '../consumers/route.ts';
export type { RecordSource } from '../consumers/source.ts';
export { createCodec } from '../schemas/codec.ts';
export { recordType, type RecordType } from '../schemas/record-type.ts';
export { readRecordType } from '../schemas/read-record-type.ts';
export { connectRegistry } from '../schemas/registry.ts';
