import { Command, Option } from 'commander';
import { print, printJson } from '../output/print.ts';
import { keepLoginSecret } from '../output/secrets.ts';
import { withoutLogin } from '../../schemas/bridge/url-login.ts';
import { UserError } from '../user-error.ts';
import { withinOption } from './within-option.ts';

interface Options {
  readonly service?: readonly string[];
  readonly sku: string;
  readonly currency: string;
  readonly country: string;
  readonly customer: string;
  readonly within: number;
  readonly json?: boolean;
}

const LATER_FOR_MS = 30_000;

const HELP = `
It reserves, charges and ships for orders ktb-check-<uuid>, and undoes it: run it against services for tests.
docs/services.md says what each promise means. Exit codes: 0 all are kept, or not given if they are optional; 1 one is
broken; 2 wrong usage.

Example: ktb services check http://127.0.0.1:8090`;

/** `ktb services`. */
export const servicesCommand = () =>
  new Command('services')
    .description('Look at the inventory, payment and shipping services of the order application.')
    .addCommand(
      new Command('check')
        .description('Try on your own services what orders rely on.')
        .argument('<url>', 'base URL of the services; may hold a login')
        .addOption(
          new Option('--service <name...>', 'only these').choices(['inventory', 'payments', 'shipping']),
        )
        .option('--sku <sku>', 'an article that is in stock', 'TEA-1')
        .option('--currency <code>', 'a currency in which 1.00 may be charged', 'EUR')
        .option('--country <code>', 'a country to which it may be shipped', 'PT')
        .option('--customer <id>', 'a customer who may buy', 'ktb-check')
        .addOption(withinOption(`how long a service may say "later"`, LATER_FOR_MS))
        .option('--json', 'one JSON object per line: service, promise, result, reason')
        .addHelpText('after', HELP)
        .action(check),
    );

async function check(url: string, options: Options): Promise<void> {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UserError('<url> should be an http or https URL', 2);
  keepLoginSecret(withoutLogin(url).login);
  const [{ checkServices }, { targetsAt }] = await Promise.all([
    import('../orders/conformance/check-services.ts'),
    import('../orders/conformance/target.ts'),
  ]);
  const { service: wanted, customer: customerId, within, json, ...sample } = options;
  const targets = targetsAt(url, { ...sample, customerId }).filter(
    ({ service }) => !wanted || wanted.includes(service),
  );
  let broken = 0;
  for await (const finding of checkServices(targets, { laterForMs: within })) {
    const { service, promise, result, reason } = finding;
    if (result === 'broken') broken += 1;
    if (json) printJson(finding);
    else
      print(
        `${service.padEnd(11)}${promise.padEnd(26)}${result}${reason === undefined ? '' : `: ${reason}`}`,
      );
  }
  if (broken > 0) throw new UserError(`${broken} ${broken === 1 ? 'promise is' : 'promises are'} broken`);
}
