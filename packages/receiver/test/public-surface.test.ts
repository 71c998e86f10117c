import { describe, expect, it } from 'vitest';
import * as receiver from '../src/index.ts';
import * as node from '../src/node.ts';

describe('the public entries', () => {
  it('export these names and no other: taking one away, or adding one, is a decision', () => {
    expect(Object.keys(receiver).sort()).toEqual([
      'BodyAlreadyReadError',
      'bodyRejectReasons',
      'createReceiver',
      'createRequestUrl',
      'diagnoseSignature',
      'explainSignature',
      'rejectReasons',
      'signCallback',
      'signatureCauses',
      'signatureHeaders',
      'signatureRejectReasons',
      'signatureSchemes',
      'toFetchHandler',
      'verifySignature',
    ]);
    expect(Object.keys(node).sort()).toEqual(['BodyAlreadyReadError', 'readBody', 'receiveFromNode', 'writeNodeReply']);
  });
});
