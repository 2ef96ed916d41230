import type { Codec } from '../../schemas/bridge/codec.ts';
import { isRejected, rejected, type Rejected } from '../../schemas/bridge/rejected.ts';
import { ignore, type Command } from './command.ts';
import type { Delivery, Dispatch } from './dispatch.ts';
import { eventOf, type RecordEvent } from './event.ts';
import type { InboundRecord } from './inbound-record.ts';
import { routeName, type Route } from './route.ts';
import { routeRecord } from './route-record.ts';

export interface PipelineParts {
  readonly routes: readonly Route[];
  readonly codec: Pick<Codec, 'decode'>;
  readonly dispatch: Dispatch;
  /** Kafka's cluster id: part of every event's identity. */
  readonly cluster: string;
}

/** What is to be done about a record, and by which route. */
export interface Planned {
  /** `<topic>/<full name>`, or the topic alone where the record has no type that is known. */
  readonly route: string;
  readonly todo: Command | Rejected;
  readonly policies: Pick<Route, 'late' | 'conflict'>;
}

/** What became of a record: it may be settled, or it must be dead-lettered first. */
export type Outcome = Delivery | Rejected;

/** The way of a record, from its bytes to Temporal's answer. Writing dead letters and committing are not its part. */
export interface Pipeline {
  identify(record: InboundRecord): RecordEvent;
  /** Decode and route. Takes as long as the schema registry does to answer. */
  plan(record: InboundRecord): Promise<Planned>;
  /** Dispatch. Rejects once the signal has fired. */
  perform(planned: Planned, event: RecordEvent, signal: AbortSignal): Promise<Outcome>;
}

export function createPipeline({ routes, codec, dispatch, cluster }: PipelineParts): Pipeline {
  const ofTopic = (topic: string) => routes.filter((route) => route.topic === topic);
  const identify = (record: InboundRecord) =>
    eventOf(record, { cluster, ...UNNAMED, ...ofTopic(record.topic)[0] });

  async function plan(record: InboundRecord): Promise<Planned> {
    const { topic, value } = record;
    const candidates = ofTopic(topic);
    if (value === null) return unrouted(topic, tombstone(candidates[0]));

    const decoded = await codec.decode(value);
    if (isRejected(decoded)) return unrouted(topic, decoded);

    const { fullName } = decoded.type;
    const found = candidates.find(({ type }) => type.fullName === fullName);
    if (!found)
      return unrouted(topic, rejected('route', 'no-route', `no route takes ${fullName} from ${topic}`));
    return { route: routeName(found), todo: routeRecord(found, record, decoded), policies: found };
  }

  async function perform(
    { todo, policies }: Planned,
    event: RecordEvent,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const outcome = isRejected(todo) ? todo : await dispatch(todo, event, signal);
    const mayBeIgnored = isRejected(outcome) && (outcome.reason === 'late' || outcome.reason === 'conflict');
    return mayBeIgnored && policies[outcome.reason] === 'ignore' ? ignore(outcome.reason) : outcome;
  }

  return { identify, plan, perform };
}

/** For a topic that no route names. */
const UNNAMED = { incarnation: 1, trustCloudEventIds: true };

const tombstone = (route: Route | undefined) =>
  route?.tombstone === 'dead-letter'
    ? rejected('decode', 'tombstone', 'the record has no value')
    : ignore('tombstone');

const unrouted = (topic: string, todo: Command | Rejected): Planned => ({
  route: topic,
  todo,
  policies: { late: 'dead-letter', conflict: 'dead-letter' },
});
