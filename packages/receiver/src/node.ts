// What every adapter for a framework on top of node:http needs, so that each of them is about thirty lines.
export { BodyAlreadyReadError } from './body-already-read-error.ts';
export { readBody } from './node/read-body.ts';
export { type NodeRequestContext, receiveFromNode } from './node/receive-from-node.ts';
export type { ParserTraces } from './node/recover-body.ts';
export { writeNodeReply } from './node/write-node-reply.ts';
