import { explainErrorCode, isFailure, messageStatuses, parseMessageStatus, statusRank } from '@statuswire/contracts';
import { expect, test } from 'vitest';
import { createDeliveryPlans, type PlannedCallback } from '../src/demo/delivery-plan.ts';
import { createMessageLives, type MessageLife } from '../src/demo/message-life.ts';
import { createRandom } from '../src/demo/random.ts';

interface Planned {
  readonly life: MessageLife;
  readonly plan: readonly PlannedCallback[];
}

function messages(seed: number, count: number): Planned[] {
  const random = createRandom(seed);
  const nextLife = createMessageLives(random);
  const plan = createDeliveryPlans(random);
  return Array.from({ length: count }, () => {
    const life = nextLife();
    return { life, plan: plan(life) };
  });
}

test('the same seed plays the same messages, another one others', () => {
  expect(messages(42, 50)).toEqual(messages(42, 50));
  expect(messages(42, 5)).not.toEqual(messages(43, 5));
});

test('every life climbs in rank, says documented words and explains its failures', () => {
  for (const { life } of messages(1, 500)) {
    const statuses = life.steps.map(({ status }) => parseMessageStatus(status));
    const ranks = statuses.map((status) => statusRank(status) ?? Number.NaN);
    expect(ranks).toEqual([...ranks].sort((one, other) => one - other));
    expect(new Set(ranks).size).toBe(ranks.length);
    for (const { status, errorCode } of life.steps) {
      expect(isFailure(parseMessageStatus(status))).toBe(errorCode !== undefined);
      if (errorCode !== undefined) expect(explainErrorCode(errorCode).known).toBe(true);
    }
    if (life.media > 0) expect(statuses.at(-1)).toBe('sent');
  }
});

test('every status, each dialect and every mishap come up within a minute', () => {
  const minute = messages(7, 50);
  const statuses = new Set(minute.flatMap(({ life }) => life.steps.map(({ status }) => status)));
  expect([...statuses].sort()).toEqual([...messageStatuses].sort());
  expect(new Set(minute.map(({ life }) => life.dialect)).size).toBe(2);
  const callbacks = minute.flatMap(({ plan }) => plan);
  expect(callbacks.some(({ forged }) => forged)).toBe(true);
  expect(callbacks.some(({ sendAtMs }) => sendAtMs.length > 1)).toBe(true);
  expect(callbacks.some(({ sendAtMs, step }) => sendAtMs[0] - step.atMs > 5_000)).toBe(true);
  expect(
    minute.some(({ plan }) =>
      plan.some(({ sendAtMs }, index) => sendAtMs[0] > (plan[index + 1]?.sendAtMs[0] ?? Infinity)),
    ),
  ).toBe(true);
});

test('nothing of a life is lost on the way, and nothing is sent before it happens', () => {
  for (const { life, plan } of messages(3, 300)) {
    expect(plan.filter(({ forged }) => !forged).map(({ step }) => step)).toEqual(life.steps);
    for (const { step, sendAtMs } of plan) for (const atMs of sendAtMs) expect(atMs).toBeGreaterThanOrEqual(step.atMs);
  }
});

test('its numbers belong to nobody', () => {
  for (const { life } of messages(5, 200)) {
    expect(life.from).toMatch(/^\+1\d{3}55501\d\d$/);
    expect(life.to).toMatch(/^\+1\d{3}55501\d\d$/);
  }
});
