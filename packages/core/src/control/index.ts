/** What a component is: a pure controller, and the runtime that shows it the cluster and makes its requests. */
export * from './back-off.ts';
export * from './cluster-core.ts';
export * from './cluster.ts';
export * from './component.ts';
export * from './controller.ts';
export * from './expectations.ts';
export * from './int-or-percent.ts';
export * from './kubernetes-version.ts';
export * from './provisioner.ts';
export * from './revision.ts';
export * from './sorted-ints.ts';
export * from './sorted-names.ts';
export * from './storage-requests.ts';
export * from './timing.ts';
export * from './token-bucket.ts';
export * from './uid-index.ts';
export * from './user-server.ts';
