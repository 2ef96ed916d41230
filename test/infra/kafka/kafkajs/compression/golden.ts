/** What snappy-java 1.1.10.7 and lz4-java 1.8.0, which Java's Kafka clients use, make of the text. */
export const TEXT = 'she sells sea shells by the sea shore, the shells she sells are sea shells. '.concat(
  'a'.repeat(80),
);

export const SNAPPY_BLOCK = Buffer.from(
  'nAE8c2hlIHNlbGxzIHNlYSBzaAULDGJ5IHQFGAESDG9yZSwJDwkdAHMFGgEyBGFyATwBJAEPCC4gYf4BADoBAA==',
  'base64',
);
export const SNAPPY_XERIAL = Buffer.from(
  'glNOQVBQWQAAAAABAAAAAQAAAECcATxzaGUgc2VsbHMgc2VhIHNoBQsMYnkgdAUYARIMb3JlLAkPCR0AcwUaATIEYXIBPAEkAQ8ILiBh/gEAOgEA',
  'base64',
);
export const LZ4_FRAME = Buffer.from(
  'BCJNGGBAgkMAAADxAXNoZSBzZWxscyBzZWEgc2gLAEFieSB0GAAAEgBCb3JlLA8AAh0ABjIAIGFyPAAAJAAANgA/LiBhAQA3UGFhYWFhAAAAAA==',
  'base64',
);
/** With its size and a checksum. */
export const LZ4_FRAME_WITH_ALL = Buffer.from(
  'BCJNGGxAnAAAAAAAAACCQwAAAPEBc2hlIHNlbGxzIHNlYSBzaAsAQWJ5IHQYAAASAEJvcmUsDwACHQAGMgAgYXI8AAAkAAA2AD8uIGEBADdQYWFhYWEAAAAAQWVU7A==',
  'base64',
);
