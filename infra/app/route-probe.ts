import type { Command, Ignore } from '../../consumers/bridge/command.ts';
import { routeName, type Route } from '../../consumers/bridge/route.ts';
import { samplesOf } from '../../schemas/bridge/samples.ts';

/** A command that a route makes of a made-up event. */
export interface ProbedCommand {
  readonly route: string;
  readonly command: Exclude<Command, Ignore>;
}

/**
 * What routes make of made-up events of their types. They are pure, so they can be asked before any record is there; a
 * route that fails on what is made up, or decides by values that no sample has, shows less of itself.
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
