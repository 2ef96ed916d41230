import type { GreetingRequested } from '../schemas/generated/greetings.ts';

export type GreetingActivities = ReturnType<typeof createGreetingActivities>;

export function createGreetingActivities() {
  return {
    async greet({ name }: Pick<GreetingRequested, 'name'>): Promise<string> {
      return `Olá, ${name}!`;
    },
  };
}
