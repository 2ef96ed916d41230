import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../eventually.ts';
import { ktb } from './ktb.ts';
import { openNamespace } from './namespace.ts';

/** `INDEXED_VALUE_TYPE_INT` of Temporal's API. */
const INT = 3;
let namespace: Awaited<ReturnType<typeof openNamespace>>;

beforeAll(async () => {
  namespace = await openNamespace('typed');
  const { operatorService } = namespace.client.connection;
  const of = { namespace: namespace.namespace };
  const typeOf = async () => (await operatorService.listSearchAttributes(of)).customAttributes['CustomerId'];
  await operatorService.removeSearchAttributes({ ...of, searchAttributes: ['CustomerId'] });
  await eventually(async () => (await typeOf()) === undefined);
  await operatorService.addSearchAttributes({ ...of, searchAttributes: { CustomerId: INT } });
  await eventually(async () => (await typeOf()) !== undefined);
});
afterAll(() => namespace?.close());

it('a search attribute of another type is a start-up error, as every order would be stuck', async () => {
  const { code, stderr } = await ktb(['worker'], { env: { ...namespace.env, KTB_LOG_LEVEL: 'warn' } });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^ktb: in Temporal's namespace \S+ search attributes are of another type than Keyword: CustomerId; run `temporal operator search-attribute remove --namespace \S+ --name CustomerId`, then `.* create .*--name CustomerId --type Keyword`\n$/,
  );
});
