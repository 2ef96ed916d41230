import { Option } from 'commander';
import type { App } from '../app/app.ts';
import { loadConfig, type Config } from '../settings/config.ts';
import { stopForBadSettings, type SettingTable } from '../settings/setting.ts';
import { BRIDGE_SETTINGS } from '../settings/settings.ts';

export interface AppOption {
  readonly app?: string;
}

export const appOption = () =>
  new Option('--app <file>', 'a module whose default export is an app; default: the order application');

export interface ConfiguredApp {
  readonly app: App;
  readonly config: Config;
  /** The tables of the settings that were read. */
  readonly settings: readonly SettingTable[];
}

/** The app of the command line, and the settings. Throws a `UserError` that names each bad setting, all at once. */
export async function configuredApp({ app: file }: AppOption): Promise<ConfiguredApp> {
  if (file === undefined) return orderApplication();
  const config = loadConfig();
  const { loadApp } = await import('../app/load-app.ts');
  return { app: await loadApp(file), config, settings: [BRIDGE_SETTINGS] };
}

/** Loaded only if needed: another app must not need the order application's dependencies. */
async function orderApplication(): Promise<ConfiguredApp> {
  const [{ ordersApp }, { loadOrdersConfig, ORDER_SETTINGS }] = await Promise.all([
    import('../orders/app.ts'),
    import('../orders/settings.ts'),
  ]);
  const settings = [BRIDGE_SETTINGS, ORDER_SETTINGS];
  stopForBadSettings(settings, process.env);
  return { app: ordersApp(loadOrdersConfig()), config: loadConfig(), settings };
}
