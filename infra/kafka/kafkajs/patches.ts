/**
 * What kafkajs 2.2.4, its last release, needs mended. Whoever makes a client imports this first: kafkajs loads most of
 * its protocol with the first request, and what is loaded by then stays as it is.
 */
import './idle-timer.ts';
import './null-headers.ts';
import './record-decoder.ts';
import './compression/codecs.ts';
import './fetch-decoder.ts';
import './fetch-response.ts';
import './offset-reset.ts';
import './stale-fetch.ts';
import './coordinator.ts';
