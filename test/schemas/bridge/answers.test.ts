import { expect, it } from '@jest/globals';
import { rememberAnswers } from '../../../schemas/bridge/answers.ts';

/** Answers with what it is told to, and counts; answers below 0 live for 10 ms. */
function asked() {
  let now = 0;
  const questions: number[] = [];
  let next: () => Promise<number> = async () => 1;
  const ask = rememberAnswers(
    (key: number) => {
      questions.push(key);
      return next();
    },
    (answer) => (answer < 0 ? 10 : Infinity),
    () => now,
  );
  return {
    ask,
    questions,
    answer: (how: () => Promise<number>) => void (next = how),
    pass: (ms: number) => void (now += ms),
  };
}

it('many that ask at once are one question', async () => {
  const { ask, questions } = asked();
  expect(await Promise.all([ask(7), ask(7), ask(7), ask(8)])).toEqual([1, 1, 1, 1]);
  expect(questions).toEqual([7, 8]);
});

it('a lasting answer is never asked for again, a short-lived one after its life', async () => {
  const { ask, questions, answer, pass } = asked();
  answer(async () => -1);
  expect([await ask(7), await ask(7)]).toEqual([-1, -1]);
  pass(10);
  answer(async () => 2);
  expect(await ask(7)).toBe(2);
  pass(1_000_000);
  expect(await ask(7)).toBe(2);
  expect(questions).toEqual([7, 7]);
});

it('a question that failed is asked again, even if asking itself threw', async () => {
  const { ask, questions, answer } = asked();
  answer(() => Promise.reject(new Error('down')));
  await expect(Promise.all([ask(7), ask(7)])).rejects.toThrow('down');
  answer(() => {
    throw new Error('at once');
  });
  await expect(ask(7)).rejects.toThrow('at once');
  answer(async () => 3);
  expect(await ask(7)).toBe(3);
  expect(questions).toEqual([7, 7, 7]);
});

it('short-lived answers to made-up questions do not pile up', async () => {
  const { ask, questions, answer } = asked();
  answer(async () => -1);
  for (let key = 0; key <= 10_000; key += 1) await ask(key);
  await ask(10_000);
  expect(questions).toHaveLength(10_001);
  await ask(0);
  expect(questions).toHaveLength(10_002);
});
