import { recordSourceConformance } from '../conformance/record-source.ts';
import { kafkajsDriver } from './kafkajs-driver.ts';

recordSourceConformance('kafkajs', kafkajsDriver(), {
  deviations: [
    // kafkajs announces a rebalance when it is over.
    'announces that a partition is revoked, and commits what settles until then',
  ],
});
