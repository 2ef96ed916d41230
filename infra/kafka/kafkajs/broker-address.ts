import { internal } from './internals.ts';

const IPV6 = /^\[[\da-f:.]+/i;
const ESCAPED = /^\[([\da-f_.]+)(%[\w.-]+)?\]$/i;

/**
 * kafkajs cuts the address of a first broker at its first colon, so that it would look for a host `[` if that is an IPv6
 * address. This gives it one without colons; the patch takes them back when it connects.
 */
export const withoutColons = (broker: string): string =>
  broker.replace(IPV6, (host) => host.replaceAll(':', '_'));

interface Connection {
  host: string;
  readonly port: number;
  broker: string;
  connect(): Promise<unknown>;
}

const { prototype } = internal<{ prototype: Connection }>('network/connection.js');

const connect = prototype.connect;
prototype.connect = function () {
  const [, host, zone = ''] = ESCAPED.exec(this.host) ?? [];
  if (host !== undefined) {
    this.host = `${host.replaceAll('_', ':')}${zone}`;
    this.broker = `${this.host}:${this.port}`;
  }
  return connect.call(this);
};
