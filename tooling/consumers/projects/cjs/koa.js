// For hosts in CommonJS that load what is an ES module as they need it.
async function main() {
  const { statusCallbacks } = await import('@statuswire/koa');
  const { default: Koa } = await import('koa');
  const app = new Koa();
  const onCallback = statusCallbacks({
    signingKeys: process.env.SIGNING_KEY,
    publicUrl: process.env.PUBLIC_URL,
    onEvent: (event) => console.log(JSON.stringify({ event })),
  });
  app.use(onCallback);
  const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
}

main();
