// @ts-check
/**
 * Which folder may import which: `schemas` <- `workflows` <- `consumers`, `schemas` <- `activities`, and only `infra`,
 * which puts everything together, may import all of them. In each, bridge/ is the library, and the files beside it are
 * the order application. Rules apply to the resolved file of an import. Files are parsed with swc, because TypeScript 7
 * has no compiler API.
 */

/**
 * The rooms of infra, from the ground up: each sees those before it. Two of one line do not see each other. The ground
 * is `output` and the loose files of infra; of these only the entries see any other room. `checkout` is for this
 * repository alone, and nothing that is packed sees it.
 */
const ROOMS = [
  ['output'],
  ['settings'],
  ['app'],
  ['kafka', 'temporal'],
  ['observe'],
  ['run'],
  ['orders'],
  ['simulator'],
  ['stack'],
  ['demo', 'testing'],
  ['commands'],
  ['checkout'],
];
const ENTRIES = '^infra/(index|cli)\\.ts$|^infra/(bin|health-check)\\.mjs$';

/** A room that sees one that is not before it. */
const roomsInOrder = ROOMS.flatMap((level, at) =>
  level.map((room) => {
    const others = ROOMS.slice(at)
      .flat()
      .filter((other) => other !== room);
    return {
      name: `infra-${room}-sees-only-rooms-before-it`,
      severity: /** @type {const} */ ('error'),
      from: { path: `^infra/${room}/` },
      to: { path: others.length > 0 ? `^infra/(${others.join('|')})/` : '^$' },
    };
  }),
);

const folders = ['schemas', 'workflows', 'activities', 'consumers', 'infra', 'test'];

/** @param {string} folder @param {string[]} allowed */
const sees = (folder, ...allowed) => ({
  name: `${folder}-sees-${allowed.length > 0 ? `only-${allowed.join('-and-')}` : 'nothing-of-ours'}`,
  severity: /** @type {const} */ ('error'),
  from: { path: `^${folder}/` },
  to: { path: `^(${folders.filter((other) => other !== folder && !allowed.includes(other)).join('|')})/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    sees('schemas'),
    sees('workflows', 'schemas', 'activities'),
    sees('activities', 'schemas'),
    sees('consumers', 'workflows', 'schemas'),
    sees('infra', 'schemas', 'workflows', 'activities', 'consumers'),
    {
      name: 'bridge-sees-bridge-only',
      comment: 'The library knows nothing of the order application that comes with it.',
      severity: 'error',
      from: { path: '^(schemas|workflows|activities|consumers)/bridge/' },
      to: {
        path: '^(schemas|workflows|activities|consumers|infra|test)/',
        pathNot: '^(schemas|workflows|activities|consumers)/bridge/',
      },
    },
    ...roomsInOrder,
    {
      name: 'the-ground-of-infra-sees-no-room',
      severity: 'error',
      from: { path: '^infra/[^/]+$', pathNot: ENTRIES },
      to: { path: '^infra/[^/]+/', pathNot: '^infra/output/' },
    },
    {
      name: 'no-room-sees-an-entry',
      severity: 'error',
      from: { path: '^infra/[^/]+/' },
      to: { path: ENTRIES },
    },
    {
      name: 'workflows-see-activities-as-types-only',
      comment: 'An activity has side effects; a workflow calls it through proxyActivities.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-see-pure-schemas-only',
      comment: 'The codec and the registry client would pull Node and the network into the workflow bundle.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        path: '^schemas/',
        pathNot: '^schemas/(generated/|bridge/(value-check|storable-text)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workflows-see-no-node',
      comment: 'Workflow code runs in a sandbox and has to be deterministic.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'workflows-see-no-packages-but-temporals',
      comment: 'What a package does is not known to be deterministic.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/@temporalio/(workflow|common)/' },
    },
    {
      name: 'generated-schemas-stay-pure',
      comment: 'Workflows import them.',
      severity: 'error',
      from: { path: '^schemas/(generated/|bridge/(record-type|value-check)\\.ts$)' },
      to: { pathNot: '^schemas/(generated/|bridge/(record-type|value-check)\\.ts$)' },
    },
    {
      name: 'kafkajs-stays-behind-its-ports',
      comment:
        'Everything else uses the ports of infra/kafka, so that another client can take the place of kafkajs.',
      severity: 'error',
      from: {
        pathNot:
          '^(infra/kafka/kafkajs|test/infra/kafka/kafkajs|test/integration/kafka-edge|test/cluster|test/schedules)/',
      },
      to: { path: 'node_modules/ktb-kafkajs/' },
    },
    {
      name: 'only-infra-kafka-sees-the-kafkajs-driver',
      severity: 'error',
      from: { path: '^infra/', pathNot: '^infra/kafka/' },
      to: { path: '^infra/kafka/kafkajs/' },
    },
    {
      name: 'kafkajs-as-it-comes-is-for-tests',
      comment: 'It is a dependency of development only; the bridge has its own copy under another name.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: 'node_modules/kafkajs/' },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'leads-nowhere', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
