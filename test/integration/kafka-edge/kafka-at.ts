import { connectKafka } from '../../../infra/kafka/client.ts';
import { silent } from '../watch.ts';

/** A cluster by one broker, without TLS or a login. */
export const kafkaAt = (...brokers: string[]) =>
  connectKafka({ brokers, ssl: false, sasl: undefined }, silent);
