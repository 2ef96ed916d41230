/** A login for HTTP's basic authentication. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/**
 * Takes the login out of a URL such as `https://key:secret@host`: a URL is printed in messages, and `fetch` refuses one
 * that has a login. Both parts may be percent-encoded.
 *
 * @returns the URL without its login, and the login; undefined if it has none
 */
export function withoutLogin(url: string): { readonly url: string; readonly login: Login | undefined } {
  const parsed = URL.parse(url);
  if (!parsed || (parsed.username === '' && parsed.password === '')) return { url, login: undefined };
  const login = { username: decoded(parsed.username), password: decoded(parsed.password) };
  parsed.username = '';
  parsed.password = '';
  return { url: parsed.href, login };
}

/** The header of a login, if there is one. */
export const basicAuthorization = (login: Login | undefined): Readonly<Record<string, string>> =>
  login === undefined
    ? {}
    : { authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}` };

/** A percent sign that begins no code stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
