import { expect, it } from '@jest/globals';
import { ORDER_SETTINGS } from '../../infra/orders/settings.ts';
import { tableOf } from '../../infra/settings/setting.ts';
import { BRIDGE_SETTINGS } from '../../infra/settings/settings.ts';
import { page } from './pages.ts';

const { text } = page('docs/settings.md');

/** The rows of the table under a heading. */
function rowsUnder(heading: string) {
  const [, section = ''] = new RegExp(`^## ${heading}$(.*?)^## `, 'ms').exec(text) ?? [];
  return [...section.matchAll(/^\| `(KTB_\w+)` +\| (.+?) +\| (.+?) +\|$/gm)].map(
    ([, name, meaning, unset]) => ({ name, meaning, unset }),
  );
}

it('docs/settings.md has every setting, as the program describes it', () => {
  expect(rowsUnder('The bridge')).toEqual(tableOf(BRIDGE_SETTINGS));
  expect(rowsUnder('The order application')).toEqual(tableOf(ORDER_SETTINGS));
});
