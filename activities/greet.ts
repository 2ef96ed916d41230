import type { GreetingRequested } from '../schemas/generated/greetings.ts';

export async function greet({ name }: Pick<GreetingRequested, 'name'>): Promise<string> {
  return `Olá, ${name}!`;
}
