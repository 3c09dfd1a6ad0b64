/** What goes over the wire beside JSON objects: discovery, OpenAPI, protobuf. */
export { answerDiscovery, type Document } from './discovery/answer.ts';
export { parseAccept, type MediaRange } from './media-range.ts';
export { decodeProtobuf, protobufType } from './protobuf/decode.ts';
export { answerOpenApi, type CachedDocument } from './openapi/answer.ts';
