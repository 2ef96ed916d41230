/** `kafka-temporal-bridge`: the package's API. Workflows import only from `kafka-temporal-bridge/workflows`. */
export {
  defineApp,
  defineOutcomes,
  type App,
  type AppWithWorker,
  type AppWorker,
  type WorkerParts,
} from './app/app.ts';
export type { OutcomePublisher, OutcomeRecord } from '../activities/bridge/publish-outcome.ts';
export { kafkaParts, type KafkaParts, type KafkaPartsOptions } from './run/kafka-parts.ts';
export { run, type RunOptions } from './run/run.ts';
export { schedule, type AppSchedule } from './app/schedule.ts';
export { startBridge, type BridgeParts } from '../consumers/bridge/bridge.ts';
export { ignore, signal, signalWithStart, start, type Command } from '../consumers/bridge/command.ts';
export { createDispatch, temporalBreaker, type Dispatch } from '../consumers/bridge/dispatch.ts';
export { eventInterceptor } from '../consumers/bridge/event-interceptor.ts';
export {
  route,
  type BrokenRule,
  type RecordView,
  type Route,
  type RouteOptions,
} from '../consumers/bridge/route.ts';
export type { RecordSource } from '../consumers/bridge/source.ts';
export { createCodec, type Codec } from '../schemas/bridge/codec.ts';
export { recordType, type RecordType } from '../schemas/bridge/record-type.ts';
export { readRecordType } from '../schemas/bridge/read-record-type.ts';
export { connectRegistry } from '../schemas/bridge/registry.ts';
