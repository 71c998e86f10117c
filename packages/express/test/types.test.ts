import type { StatusEvent } from '@statuswire/contracts';
import type { Verification } from '@statuswire/receiver';
import express, { Router } from 'express';
import { expectTypeOf, test } from 'vitest';
import { statusCallbacks } from '../src/index.ts';

const onCallback = statusCallbacks({ signingKeys: 'PSK-test' });

test('the next handler knows the types of what stands in res.locals', () => {
  express().post('/callbacks', onCallback, (_req, res) => {
    expectTypeOf(res.locals.statusEvent).toEqualTypeOf<StatusEvent>();
    expectTypeOf(res.locals.statusVerification).toEqualTypeOf<Verification>();
    // @ts-expect-error: a misspelt name is found when it is compiled.
    expectTypeOf(res.locals.statusEvnt);
    res.json({});
  });
});

test('mounts wherever a handler does', () => {
  express().use(onCallback).use('/hooks', onCallback).all('/any', onCallback);
  Router().use(onCallback).post('/callbacks', onCallback).route('/one').post(onCallback);
  express().post('/:tenant/callbacks', onCallback);
});
