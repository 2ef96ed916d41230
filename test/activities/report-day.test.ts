import { expect, it } from '@jest/globals';
import { dayOf } from '../../activities/report-activities.ts';

it.each([
  ['2026-03-01T09:00:00Z', 'UTC', '2026-03-01'],
  ['2026-02-28T23:30:00Z', 'Europe/Berlin', '2026-03-01'],
  ['2026-03-01T00:30:00Z', 'America/New_York', '2026-02-28'],
  ['2028-02-29T20:00:00Z', 'Pacific/Kiritimati', '2028-03-01'],
])('%s in %s is %s', (time, timeZone, day) => {
  expect(dayOf(new Date(time), timeZone)).toBe(day);
});
