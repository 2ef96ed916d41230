/** Default port of each server. */
export const USUAL_PORTS = {
  kafka: 9092,
  kafkaController: 9093,
  registry: 8081,
  temporal: 7233,
  temporalUi: 8233,
  simulator: 8090,
  smtp: 1025,
};

export type PortName = keyof typeof USUAL_PORTS;
export type Ports = Readonly<Record<PortName, number>>;

/** The environment variable that sets a port: `KTB_TEMPORAL_UI_PORT` for `temporalUi`. */
export const portSetting = (name: PortName): string =>
  `KTB_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}_PORT`;

/** The command-line option that sets a port: `--temporal-ui-port` for `temporalUi`. */
export const portOption = (name: PortName): string => `--${name.replace(/[A-Z]/g, '-$&').toLowerCase()}-port`;
