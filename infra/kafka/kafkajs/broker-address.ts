import { replaceInternal } from './internals.ts';

interface Destination {
  readonly host: string;
  readonly port: number;
  readonly rack?: string;
}

type BuilderOf = (options: { readonly brokers: readonly string[] }) => {
  build(destination?: Destination): Promise<unknown>;
};

/**
 * kafkajs cuts the address of a first broker at its first colon, so that it looks for a host `[` if that is an IPv6
 * address. This tells it host and port apart.
 */
replaceInternal<BuilderOf>('cluster/connectionPoolBuilder.js', (original) => (options) => {
  const { build } = original(options);
  let next = 0;
  return {
    build: (destination) => {
      const { brokers } = options;
      return build(destination ?? hostAndPort(brokers[next++ % brokers.length]!));
    },
  };
});

function hostAndPort(broker: string): Destination {
  const at = broker.lastIndexOf(':');
  return { host: broker.slice(0, at).replace(/^\[(.*)\]$/, '$1'), port: Number(broker.slice(at + 1)) };
}
