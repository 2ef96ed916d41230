import { expect, it } from '@jest/globals';
import { withoutLogin } from '../../../schemas/bridge/url-login.ts';

it.each([
  ['http://key:secret@host:8081/base', 'http://host:8081/base', 'key', 'secret'],
  ['https://k%40y:p%2Fw%3A%25@host', 'https://host/', 'k@y', 'p/w:%'],
  ['http://key:100%@host', 'http://host/', 'key', '100%'],
  ['http://token@host', 'http://host/', 'token', ''],
  ['http://:secret@[::1]:8081', 'http://[::1]:8081/', '', 'secret'],
])('%s has a login', (given, url, username, password) => {
  expect(withoutLogin(given)).toEqual({ url, login: { username, password } });
});

it.each(['http://host:8081/a@b', 'no url at all'])('%s has none, and stays as it is', (url) => {
  expect(withoutLogin(url)).toEqual({ url, login: undefined });
});
