import type { Command, Sent } from '../../consumers/bridge/command.ts';
import { routeName, type Route } from '../../consumers/bridge/route.ts';
import { samplesOf } from '../../schemas/bridge/samples.ts';

/** A command that a route returns for a sample event. */
export interface ProbedCommand {
  readonly route: string;
  readonly command: Sent;
}

/**
 * The commands that routes return for sample events. Routes are pure, so they can run before any record exists.
 * Commands are missing if a route throws for a sample, or decides by values that no sample has.
 */
export const probe = (routes: readonly Route[]): ProbedCommand[] =>
  routes.flatMap((route) =>
    samplesOf(route.type.schema).flatMap((event) => {
      const command = commandOf(route, event);
      return command?.kind && command.kind !== 'ignored' ? [{ route: routeName(route), command }] : [];
    }),
  );

function commandOf({ topic, type, toCommand }: Route, event: unknown): Command | undefined {
  const key = type.keyOf(event);
  const record = { topic, partition: 0, offset: 0n, timestamp: 0, headers: {} };
  try {
    return toCommand(event, { ...record, key: key === undefined ? null : Buffer.from(key) });
  } catch {
    return undefined;
  }
}
