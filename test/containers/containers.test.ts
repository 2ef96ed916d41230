import { afterAll, describe } from '@jest/globals';
import { bridgeInContainer } from './in-container.ts';
import { bridgeInProcess } from './in-process.ts';
import { stopServers } from './set.ts';
import { containersAreRemoved } from './watchdog.ts';

afterAll(stopServers, 60_000);

describe('on servers in containers, the bridge in this process', () => {
  bridgeInProcess();
});
describe('on servers in containers, the bridge in its own', () => {
  bridgeInContainer();
});
describe('servers in containers', () => {
  containersAreRemoved();
});
