/** What the cluster's DNS server answers at one position of a run. */
export * from './answer.ts';
