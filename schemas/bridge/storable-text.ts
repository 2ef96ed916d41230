/**
 * What Temporal takes as an id. Its frontend lets longer ones through, up to 1,000 bytes; on PostgreSQL and MySQL they
 * then fit into no column, and the call fails again and again as if in an outage.
 */
export const MAX_ID_BYTES = 255;

/**
 * The rule that a text breaks which not every store of Temporal's can keep; undefined if all can. Such a text makes no
 * call fail for good: PostgreSQL has no NUL, and the call is answered as if the server were down; half of a surrogate
 * pair has no UTF-8, and is answered as a fault of the server. For texts that stand by themselves, such as ids, names
 * and search attributes. Inside of a payload, JSON escapes both.
 */
export function textProblem(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain NUL';
  return text.isWellFormed() ? undefined : 'must not contain half of a surrogate pair';
}

/** The same for an id, which also has to fit into its column. */
export const idProblem = (id: string): string | undefined =>
  new TextEncoder().encode(id).length > MAX_ID_BYTES
    ? `must not exceed ${MAX_ID_BYTES} bytes`
    : textProblem(id);

/** In characters, whatever their bytes. */
const MAX_KEYWORD = 255;

/** The same for the value of a search attribute of type Keyword: Temporal lets longer ones through, its columns do not. */
export const keywordProblem = (value: string): string | undefined =>
  value.length > 2 * MAX_KEYWORD || Array.from(value).length > MAX_KEYWORD
    ? `must not exceed ${MAX_KEYWORD} characters`
    : textProblem(value);
