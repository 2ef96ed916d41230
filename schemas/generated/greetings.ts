// Generated from schemas/avro by `npm run schemas`: do not edit.
import { recordType } from '../bridge/record-type.ts';

/** Final: the greeting. */
export interface GreetingCompleted {
  readonly greetingId: string;
  readonly name: string;
  readonly message: string;
}

/** Somebody is to be greeted. */
export interface GreetingRequested {
  readonly greetingId: string;
  readonly name: string;
}

export const GreetingCompleted = recordType<GreetingCompleted, 'GreetingCompleted'>({"type":"record","name":"GreetingCompleted","namespace":"greetings.v1","doc":"Final: the greeting.","key":"greetingId","fields":[{"name":"greetingId","type":"string"},{"name":"name","type":"string"},{"name":"message","type":"string"}]});

export const GreetingRequested = recordType<GreetingRequested, 'GreetingRequested'>({"type":"record","name":"GreetingRequested","namespace":"greetings.v1","doc":"Somebody is to be greeted.","key":"greetingId","fields":[{"name":"greetingId","type":"string"},{"name":"name","type":"string"}]});
