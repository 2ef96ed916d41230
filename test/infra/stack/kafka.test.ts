import { expect, test } from '@jest/globals';
import { clusterId } from '../../../infra/stack/kafka.ts';

test('a cluster id never looks like an option to the tool that formats the log folder', () => {
  for (let first = 0; first < 256; first += 1) {
    expect(clusterId(Buffer.alloc(16, first))).toMatch(/^[A-Za-z0-9][\w-]{21}$/);
  }
});
