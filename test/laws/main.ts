/**
 * `npm run test:laws`: the laws on real servers. With `--mutate` each with the part behind it replaced by a broken one,
 * see `mutate.ts`; without, arguments are Jest's.
 */
const args = process.argv.slice(2);
if (args.includes('--mutate')) {
  process.argv = [...process.argv.slice(0, 2), ...args.filter((arg) => arg !== '--mutate')];
  await import('./mutate.ts');
} else {
  process.argv = [...process.argv.slice(0, 2), 'laws', ...args];
  await import('../run.ts');
}
