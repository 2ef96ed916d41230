import { describe, expect, it } from '@jest/globals';
import { importRoutes } from '../../consumers/imports.ts';
import { commandOf } from '../../consumers/bridge/route-record.ts';
import type { ImportRequested } from '../../schemas/generated/imports.ts';
import { aRecord } from './bridge/record.ts';

const request = { importId: 'i-1', catalogId: 'spring', file: 'spring/items.ndjson' };

function routed(value: ImportRequested) {
  const record = aRecord({ topic: 'imports.requested', key: Buffer.from(value.importId) });
  return commandOf(importRoutes()[0]!, record, value);
}

it('a request starts an import of its own', () => {
  expect(routed(request)).toEqual({
    kind: 'start',
    workflowType: 'catalogImport',
    workflowId: 'import-i-1',
    taskQueue: 'imports',
    args: [request],
  });
});

describe('a request is invalid', () => {
  it.each([
    ['without an id', 'importId', { importId: '' }],
    ['with an id that is no workflow id', 'importId', { importId: 'é'.repeat(451) }],
    ['without a catalog', 'catalogId', { catalogId: '' }],
    ['with a catalog whose lock could not be named', 'catalogId', { catalogId: 'é'.repeat(451) }],
    ['without a file', 'file', { file: '' }],
    ['with a path that is too long', 'file', { file: 'x'.repeat(4_096) }],
    ['with a path that no system takes', 'file', { file: 'items\0.ndjson' }],
  ])('%s', (_, field, change) => {
    expect(routed({ ...request, ...change })).toMatchObject({
      kind: 'rejected',
      reason: 'invalid',
      message: expect.stringContaining(`${field}:`),
    });
  });
});
