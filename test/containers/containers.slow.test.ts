import { afterAll, describe } from '@jest/globals';
import { describeUnless } from '../skip.ts';
import { bridgeInContainer } from './in-container.ts';
import { bridgeInProcess } from './in-process.ts';
import { kitOnContainers } from './kit.ts';
import { noProduct, noServers, stopServers } from './set.ts';
import { containersAreRemoved } from './watchdog.ts';

describeUnless(noServers, 'on servers in containers', () => {
  afterAll(stopServers, 60_000);

  describe('the bridge in this process', () => {
    bridgeInProcess();
  });
  describeUnless(noProduct, 'the bridge in a container of its own', () => {
    bridgeInContainer();
  });
  describe('others', () => {
    kitOnContainers();
  });
  describe('afterwards', () => {
    containersAreRemoved();
  });
});
