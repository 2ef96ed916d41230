/** Shorter ones are not looked for: they would be found inside of other words. */
const LEAST_CHARS = 4;

const MASK = '***';

/** On the process, because a password that one part of it was given may come up in an error of another. */
const secrets = new Set<string>();

/** From now on no message or log line of this process shows these texts, as they are or as a URL writes them. */
export function keepSecret(...texts: readonly (string | undefined)[]): void {
  for (const text of texts) {
    if (text === undefined || text.length < LEAST_CHARS) continue;
    secrets.add(text).add(encodeURIComponent(text)).add(Buffer.from(text).toString('base64'));
  }
}

/** Keeps secret what a login sends: the password alone, and both as basic authentication has them. */
export function keepLoginSecret(
  login: { readonly username: string; readonly password: string } | undefined,
): void {
  if (login?.password) keepSecret(login.password, `${login.username}:${login.password}`);
}

/** The text without any secret of this process. */
export function withoutSecrets(text: string): string {
  let safe = text;
  for (const secret of [...secrets].sort((a, b) => b.length - a.length))
    if (safe.includes(secret)) safe = safe.replaceAll(secret, MASK);
  return safe;
}
