/** The arrows of the house. Each rule says in its comment why it stands. */
const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    rule('no-circles', 'A circle hides which room depends on which.', {}, { circular: true }),
    rule(
      'domain-is-pure',
      'The rules of the business need no package (Temporal aside), no clock, no file and no socket.',
      { path: '^server/domain' },
      { pathNot: ['^server/domain', 'node_modules/temporal-polyfill'] },
    ),
    rule(
      'ports-are-types',
      'Ports speak the language of the domain and nothing else.',
      { path: '^server/ports\\.ts$' },
      { pathNot: '^server/domain' },
    ),
    rule(
      'storage-knows-the-domain',
      'Storage is SQL and domain types.',
      { path: '^server/storage' },
      { path: '^(server/(?!domain|storage)|plugin|connectors)' },
    ),
    rule(
      'actions-do-not-reach-out',
      'An action is one transaction: it knows the domain, the ports and storage.',
      { path: '^server/actions' },
      { path: '^(server/(?!domain|storage|actions|ports)|plugin|connectors|node_modules/(express|soap|nodemailer)/)' },
    ),
    rule(
      'doors-stand-apart',
      'HTTP, jobs and the command line reach the inside by actions, views and queues, never by another door.',
      { path: '^server/(http|jobs|cli)' },
      { path: '^(plugin|connectors|migrations|server/(main|demo))' },
    ),
    rule('http-is-no-job', 'A door does not open another door.', { path: '^server/http' }, { path: '^server/(jobs|cli)' }),
    rule('jobs-are-no-http', 'A door does not open another door.', { path: '^server/jobs' }, { path: '^server/(http|cli)' }),
    rule('cli-is-no-http', 'A door does not open another door.', { path: '^server/cli' }, { path: '^server/http' }),
    rule(
      'doors-use-views-and-queues',
      'Tables change in actions only; a door reads views and takes work from queues.',
      { path: '^server/(http|jobs|cli)' },
      { path: '^server/storage/(?!views|queues)' },
    ),
    rule(
      'edges-know-ports-and-domain',
      'An edge translates a partner; what the house does with it is not its business.',
      { path: '^(plugin/(?!admin-ui)|connectors)' },
      { path: '^server/(?!ports\\.ts|domain)' },
    ),
    rule(
      'edges-stand-apart',
      'No partner knows another partner.',
      { path: '^connectors/([^/]+)/' },
      { path: '^connectors/([^/]+)/', pathNot: ['^connectors/$1/', '^connectors/http'] },
    ),
    rule('browser-is-outside', 'Browser code speaks our HTTP API only.', { path: '^plugin/admin-ui' }, { path: '^(server|connectors|migrations|plugin/(?!admin-ui))' }),
    rule(
      'extensions-are-outside',
      'An extension runs in the browser of a clerk or a customer: it speaks our HTTP API only.',
      { path: '^plugin/shopify/extensions' },
      { path: '^(server|connectors|plugin/(?!shopify/extensions))' },
    ),
    rule(
      'nothing-imports-extensions',
      'Shopify loads an extension; the service never does.',
      { path: '^(server|connectors|plugin/(?!shopify/extensions))' },
      { path: '^plugin/shopify/extensions' },
    ),
    rule('shipped-code-has-no-tests', 'Tests stay outside.', { path: '^(server|connectors|plugin|migrations)' }, { path: '^test' }),
    rule('nothing-imports-main', 'Main builds the house; nobody builds main.', { pathNot: '^test' }, { path: '^server/main\\.ts$' }),
    rule(
      'only-main-and-demo-build',
      'The service is put together in one place; only the way in and the demo ask for it.',
      { pathNot: '^(test|server/(main\\.ts$|demo/))' },
      { path: '^server/build\\.ts$' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^plugin/admin-ui/dist' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'], conditionNames: ['import', 'node', 'default'] },
  },
};
