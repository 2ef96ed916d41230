// @ts-check
/**
 * The health check of the image: exit code 0 if the bridge of this container answers with a success, else 1.
 *
 *     node health-check.mjs [/livez|/readyz]
 */
const [, , path = '/livez'] = process.argv;
const [, host = '', port = '9464'] = /^(.*):(\d+)$/.exec(process.env['KTB_HEALTH_ADDRESS'] ?? '') ?? [];
const answer = await fetch(`http://${hostToAsk(host)}:${port}${path}`).catch(() => undefined);
process.exit(answer?.ok ? 0 : 1);

/**
 * A bridge that listens on every address answers on loopback.
 *
 * @param {string} host as the bridge's setting has it
 */
function hostToAsk(host) {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (['', '0.0.0.0'].includes(bare)) return '127.0.0.1';
  if (/^[0:]+$/.test(bare)) return '[::1]';
  return bare.includes(':') ? `[${bare}]` : bare;
}
