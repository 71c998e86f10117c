import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressors = {
  br: (plain: Buffer) =>
    promisify(brotliCompress)(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
  gzip: (plain: Buffer) => promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION }),
} as const;

/** How a body can be encoded, the smallest first. */
const encodings = ['br', 'gzip'] as const;

/** Under this many bytes nothing is gained. */
const threshold = 1_024;

/** A body, and its compressed forms once they are there. */
export interface Prepared {
  /** The smallest that a client takes; `null` for the body as it is. */
  of(
    acceptEncoding: string | undefined,
  ): { readonly encoding: (typeof encodings)[number]; readonly body: Buffer } | null;
}

/** Whether a client takes an encoding, which takes a word for it: `*` and a weight of 0 are left to those who do. */
function accepts(acceptEncoding: string, encoding: string): boolean {
  return acceptEncoding.split(',').some((each) => {
    const [name = '', weight = 'q=1'] = each.split(';').map((part) => part.trim().toLowerCase());
    return name === encoding && /^q=(?:1|0\.0*[1-9])/.test(weight);
  });
}

/**
 * Compresses a body as far as it goes, once, from the first time that somebody asks, and beside all else: the best takes
 * seconds for a large one, too long for anybody to wait. Until then it is compressed as answers are.
 */
export function prepare(plain: string): Prepared {
  const forms = new Map<(typeof encodings)[number], Buffer>();
  async function compressAll(): Promise<void> {
    const bytes = Buffer.from(plain);
    if (bytes.length < threshold) return;
    for (const encoding of encodings) forms.set(encoding, await compressors[encoding](bytes));
  }
  let started = false;
  return {
    of(acceptEncoding = '') {
      if (!started) {
        started = true;
        // What does not compress is served as it is.
        compressAll().catch(() => {});
      }
      for (const encoding of encodings) {
        const body = forms.get(encoding);
        if (body !== undefined && accepts(acceptEncoding, encoding)) return { encoding, body };
      }
      return null;
    },
  };
}
