/**
 * The patches that kafkajs 2.2.4, its last release, needs; `docs/kafkajs.md` lists them. Import this before a client is
 * made: kafkajs loads most of its protocol with the first request, and a module that is loaded cannot be replaced.
 */
import './idle-timer.ts';
import './metadata.ts';
import './silent-brokers.ts';
import './null-headers.ts';
import './record-decoder.ts';
import './compression/codecs.ts';
import './join-again.ts';
import './partition-errors.ts';
import './fetch-decoder.ts';
import './fetch-response.ts';
import './offset-reset.ts';
import './log-state.ts';
// Around the one before: while the broker is asked, a generation may end.
import './stale-fetch.ts';
import './silent-coordinator.ts';
import './stopped-fetchers.ts';
import './coordinator.ts';
import './unknown-offsets.ts';
import './broker-address.ts';
