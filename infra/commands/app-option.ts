import { Option } from 'commander';
import type { App } from '../app/app.ts';
import type { Config } from '../settings/config.ts';

export interface AppOption {
  readonly app?: string;
}

export const appOption = () =>
  new Option('--app <file>', 'a module whose default export is an app; default: the order application');

export async function appFrom({ app }: AppOption, config: Config): Promise<App> {
  if (app !== undefined) return (await import('../app/load-app.ts')).loadApp(app);
  return (await import('../orders/app.ts')).ordersApp(config);
}
