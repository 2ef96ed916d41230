import { expect, it } from '@jest/globals';
import { IMAGES } from '../../../../infra/checkout/images/catalogue.ts';
import { inputsOf } from '../../../../infra/checkout/images/inputs.ts';

const kafka = IMAGES.find(({ name }) => name === 'kafka')!;
const before = inputsOf(kafka, 'base');

it('gives the same inputs the same name', () => {
  expect(inputsOf({ ...kafka }, 'base')).toBe(before);
});

it.each([
  ['version', inputsOf({ ...kafka, tag: 'ktb/kafka:5' }, 'base')],
  ['base', inputsOf(kafka, 'another base')],
  ['Dockerfile', inputsOf({ ...kafka, name: 'registry' }, 'base')],
  ['source', inputsOf({ ...kafka, sources: ['package.json'] }, 'base')],
])('gives another %s another name', (_, after) => {
  expect(after).not.toBe(before);
});

it('has every image after its base', () => {
  const names = IMAGES.map(({ name }) => name);
  for (const { name, base } of IMAGES)
    if (base) expect(names.indexOf(base)).toBeLessThan(names.indexOf(name));
});
