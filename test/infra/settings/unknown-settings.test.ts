import { expect, it } from '@jest/globals';
import { ORDER_SETTINGS } from '../../../infra/orders/settings.ts';
import { BRIDGE_SETTINGS } from '../../../infra/settings/settings.ts';
import { unknownSettings } from '../../../infra/settings/unknown-settings.ts';

const tables = [BRIDGE_SETTINGS, ORDER_SETTINGS];

it.each([
  ['a letter left out', 'KTB_KAFKA_BROKER', 'KTB_KAFKA_BROKERS'],
  ['a letter too many', 'KTB_APPROVALS_WITHIN', 'KTB_APPROVAL_WITHIN'],
  ['two letters in the wrong order', 'KTB_GRUOP_ID', 'KTB_GROUP_ID'],
  ['a port', 'KTB_KAFKA_PROT', 'KTB_KAFKA_PORT'],
])('%s is reported, with the setting that may be meant', (_, name, meant) => {
  expect(unknownSettings({ [name]: 'x' }, tables)).toEqual([
    `${name} is not a setting: did you mean ${meant}?`,
  ]);
});

it('without a similar setting, none is named', () => {
  expect(unknownSettings({ KTB_FROBNICATE: 'x', KTB_: 'x' }, tables)).toEqual([
    'KTB_FROBNICATE is not a setting',
    'KTB_ is not a setting',
  ]);
});

it('nothing is said of what means something, to the bridge or to its tools, nor of the names of others', () => {
  const known = [
    ...tables.flatMap((table) => Object.keys(table)),
    ...[
      'KTB_STATE_DIR',
      'KTB_CACHE_DIR',
      'KTB_TEMPORAL_UI_PORT',
      'KTB_IMAGE',
      'KTB_TEMPORAL_ADMIN_TOOLS_IMAGE',
    ],
    ...['KTB_TEST_STACK', 'KTB_TEST_BROKEN_LAW', 'TEMPORAL_ADDRESS', 'PATH'],
  ];
  expect(unknownSettings(Object.fromEntries(known.map((name) => [name, 'x'])), tables)).toEqual([]);
});
