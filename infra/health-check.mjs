// @ts-check
/**
 * The health check of the image: exit code 0 where the bridge of this container answers with yes, else 1.
 *
 *     node health-check.mjs [/livez|/readyz]
 */
const [, , path = '/livez'] = process.argv;
const port = /:(\d+)$/.exec(process.env['KTB_HEALTH_ADDRESS'] ?? '')?.[1] ?? '9464';
const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
process.exit(answer?.ok ? 0 : 1);
