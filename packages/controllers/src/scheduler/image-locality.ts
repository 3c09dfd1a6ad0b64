import { listAt, numberAt, oncePerBody, textListAt, type NodeRecord, type PodRecord } from '@orrery/core/cluster';

const megabyte = 1024 * 1024;
/** Less is not worth a point; this much for each container is worth all. */
const least = 23 * megabyte;
const most = 1000 * megabyte;
const best = 100;

/** An image's name with its tag. */
const whole = (image: string): string => (image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image);

/** The images that a node's status lists, with their sizes. */
export const imagesOf = oncePerBody(
  ({ json }): ReadonlyMap<string, number> =>
    new Map(
      listAt(json, 'images').flatMap((one) =>
        textListAt(one, 'names').map((name) => [whole(name), numberAt(one, 'sizeBytes') ?? 0] as const),
      ),
    ),
);

/** What is remembered of all nodes. */
interface Seen {
  /** How many nodes have each image. */
  readonly images: ReadonlyMap<string, number>;
  readonly nodes: readonly number[];
}

/** SC-28: how much of a pod's images a node has already, 0 to 100; one that few nodes have counts for less. Source: imagelocality. */
export const imageScore = ({ images, nodes }: Seen, { spec }: PodRecord, { statusBody }: NodeRecord): number => {
  const here = imagesOf(statusBody);
  if (here.size === 0) return 0;
  let sum = 0;
  for (const { image } of spec.containers) {
    const name = whole(image);
    const size = here.get(name);
    if (size !== undefined) sum += Math.floor((size * (images.get(name) ?? 0)) / nodes.length);
  }
  const highest = most * spec.containers.length;
  return Math.floor((best * (Math.min(Math.max(sum, least), highest) - least)) / (highest - least));
};
