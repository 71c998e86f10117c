import Router from '@koa/router';
import type { StatusEvent } from '@statuswire/contracts';
import type { Verification } from '@statuswire/receiver';
import Koa from 'koa';
import { expectTypeOf, test } from 'vitest';
import { type StatusCallbackState, statusCallbacks } from '../src/index.ts';

const onCallback = statusCallbacks({ signingKeys: 'PSK-test' });

test('the next handler knows the types of what stands in ctx.state', () => {
  new Koa().use(onCallback).use((ctx) => {
    expectTypeOf(ctx.state.statusEvent).toEqualTypeOf<StatusEvent>();
    expectTypeOf(ctx.state.statusVerification).toEqualTypeOf<Verification>();
  });
  new Router<StatusCallbackState>().post('/callbacks', onCallback, (ctx) => {
    expectTypeOf(ctx.state.statusEvent).toEqualTypeOf<StatusEvent>();
    // @ts-expect-error: a misspelt name is found when it is compiled.
    expectTypeOf(ctx.state.statusEvnt);
  });
});

test('mounts wherever a middleware does', () => {
  new Koa().use(onCallback);
  new Router().use(onCallback).post('/callbacks', onCallback).all('/any', onCallback);
});
