import { afterEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { ledgerOf, openSimulator, reopen, type OpenSimulator } from './open-simulator.ts';

const transports: { close(): void }[] = [];
afterEach(() => transports.splice(0).forEach((transport) => transport.close()));

function sendTo({ smtpPort }: OpenSimulator, mail: { to: string; messageId?: string; orderId?: string }) {
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort });
  transports.push(transport);
  const { orderId = '1', ...rest } = mail;
  const headers = { 'X-Order-Id': orderId };
  return transport.sendMail({ from: 'shop@shop.example', subject: 'Hello', text: 'Hi', headers, ...rest });
}

describe('the mail sink', () => {
  it('keeps who got what', async () => {
    const simulator = await openSimulator();
    await sendTo(simulator, { to: 'ada@home.example', messageId: '<1@shop.example>', orderId: 'ü' });
    expect((await ledgerOf(simulator)).mailed).toEqual([
      {
        orderId: 'ü',
        messageId: '<1@shop.example>',
        to: ['ada@home.example'],
        subject: 'Hello',
        at: expect.any(String),
      },
    ]);
  });

  it('counts a Message-ID once, also at the same time and after a restart', async () => {
    const simulator = await openSimulator();
    const mail = { to: 'ada@home.example', messageId: '<1@shop.example>' };
    await Promise.all([sendTo(simulator, mail), sendTo(simulator, mail)]);
    const restarted = await reopen(simulator);
    await sendTo(restarted, mail);
    const { totals, attempts } = await ledgerOf(restarted);
    expect(totals.mailed).toBe(1);
    expect(attempts).toEqual({ 1: { mail: 3 } });
  });

  it('is down for addresses of down.example', async () => {
    const simulator = await openSimulator();
    await expect(sendTo(simulator, { to: 'ada@Down.example' })).rejects.toMatchObject({ responseCode: 451 });
    await sendTo(simulator, { to: 'ada@notdown.example' });
    expect((await ledgerOf(simulator)).totals.mailed).toBe(1);
  });

  it('counts what it refused as an attempt', async () => {
    const simulator = await openSimulator();
    const mail = { to: 'ada@down.example', messageId: '<1@shop.example>' };
    for (const _ of [1, 2])
      await expect(sendTo(simulator, mail)).rejects.toMatchObject({ responseCode: 451 });
    expect(await ledgerOf(simulator)).toMatchObject({ attempts: { 1: { mail: 2 } }, mailed: [] });
  });
});
