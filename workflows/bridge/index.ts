/** `kafka-temporal-bridge/workflows`: what workflows may import of the bridge. */
export { publishOutcome } from './publish.ts';
export { publisherOf, type OutcomeValues, type PublishOutcome } from './publisher-of.ts';
