import { expect, it } from '@jest/globals';
import { TypedSearchAttributes } from '@temporalio/common';
import { startOptionsOf } from '../../../consumers/bridge/start-options.ts';

const searchAttributes = new TypedSearchAttributes();
const ALL = {
  memo: { source: 'kafka' },
  workflowExecutionTimeout: '30 days',
  workflowRunTimeout: '7 days',
  workflowTaskTimeout: 5_000,
  priority: { priorityKey: 1 },
} as const;

it('what is given is what the client takes', () => {
  expect(startOptionsOf({ ...ALL, searchAttributes })).toEqual({
    ...ALL,
    typedSearchAttributes: searchAttributes,
  });
});

it.each(Object.keys(ALL) as (keyof typeof ALL)[])('%s is given alone', (name) => {
  expect(startOptionsOf({ [name]: ALL[name] })).toEqual({ [name]: ALL[name] });
});

it('what is not given is not there', () => {
  expect(startOptionsOf({})).toEqual({});
  expect(Object.keys(startOptionsOf({ searchAttributes }))).toEqual(['typedSearchAttributes']);
});
